import { overloaded, unavailable } from '#application/shared/errors.js';
import { unauthenticated } from '#domain/access/errors.js';
import { accountInactive } from '#domain/auth/errors.js';
import { sessionRevoked, tokenExpired } from '#domain/sessions/errors.js';
import type { ErrorDefinition } from '#domain/shared/app-error.js';
import { versionConflict } from '#domain/shared/errors.js';
import { validationError } from '#domain/shared/validation.js';
import {
  badRequest,
  internalError,
  payloadTooLarge,
  rateLimited,
  unsupportedMediaType,
} from '../errors/http-errors.js';
import { rateLimitOf } from '../routing/rate-limit-of.js';
import type { RouteDefinition } from '../routing/route-definition.js';

/** What a route can answer besides success: what it names, and what follows from how it is declared. */
export function possibleErrors(definition: RouteDefinition): readonly ErrorDefinition[] {
  const { method, access, params, query, isConditional, errors = [] } = definition;
  const readsBody = method !== 'GET';
  const isValidated = readsBody || params !== undefined || query !== undefined;
  return [
    badRequest,
    ...(access === 'signed-in' ? [unauthenticated, tokenExpired, sessionRevoked, accountInactive] : []),
    ...(isConditional ? [versionConflict] : []),
    ...(readsBody ? [payloadTooLarge, unsupportedMediaType] : []),
    ...(isValidated ? [validationError] : []),
    ...(rateLimitOf(definition) === undefined ? [] : [rateLimited]),
    ...errors,
    internalError,
    overloaded,
    unavailable,
  ];
}
