import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger';
import type { RouteOptions } from 'fastify';
import { overloaded, unavailable } from '#application/shared/errors.js';
import { forbidden, unauthenticated } from '#domain/access/errors.js';
import { accountInactive } from '#domain/auth/errors.js';
import { sessionRevoked, tokenExpired } from '#domain/sessions/errors.js';
import type { ErrorDefinition } from '#domain/shared/app-error.js';
import { validationError } from '#domain/shared/validation.js';
import {
  badRequest,
  headersTooLarge,
  internalError,
  payloadTooLarge,
  rateLimited,
  statusOf,
  unsupportedMediaType,
} from '../errors/http-errors.js';
import { rateLimitOf } from '../plugins/rate-limits.js';
import { dtoOfSchema, NoBody } from '../validation/dto.js';
import { referTo } from './components.js';

type Transform = NonNullable<FastifyDynamicSwaggerOptions['transform']>;

/** Adds to the schema of a route what it can answer, in both shapes of errors, with named schemas by reference. */
export const describeOperation: Transform = ({ schema, url, route, ...document }) => {
  const answers = route.config?.answers;
  if (answers === undefined || !('openapiObject' in document)) return { schema, url };
  const schemas = (document.openapiObject.components?.schemas ?? {}) as Record<string, unknown>;
  const isLimited = rateLimitOf(route) !== undefined;
  const bodies = schema.response as Readonly<Record<string, unknown>>;
  const common = [...(answers.headers ?? []), ...(isLimited ? ['RateLimit', 'RateLimit-Policy'] : [])];
  const successes = Object.entries(answers.successes).map(
    ([status, { description, headers = [], mediaType = 'application/json' }]) => {
      const content = { [mediaType]: { schema: referTo(bodies[status], schemas) } };
      // The plugin's word for an answer without a body.
      const body = bodies[status] === undefined ? { type: 'null' } : { content };
      return [status, { description, headers: headersOf([...headers, ...common]), ...body }];
    },
  );
  const failures = Map.groupBy(
    new Set([...impliedErrors(route, isLimited), ...answers.errors, ...ours]),
    statusOf,
  );
  const response = Object.fromEntries([
    ...successes,
    ...[...failures].map(([status, errors]) => [status, failureOf(status, errors, common)]),
  ]);
  const body = dtoOfSchema(schema.body) === NoBody ? undefined : referTo(schema.body, schemas);
  return { url, schema: { ...schema, body, response } };
};

const ours = [internalError, overloaded, unavailable];

/** What follows from how a route is declared. */
function impliedErrors({ config, schema }: RouteOptions, isLimited: boolean): readonly ErrorDefinition[] {
  const { params, querystring, body } = schema ?? {};
  const isSignedIn = config?.access === 'signed-in';
  return [
    badRequest,
    headersTooLarge,
    ...(isSignedIn
      ? [unauthenticated, tokenExpired, sessionRevoked, accountInactive, forbidden, rateLimited]
      : []),
    ...(body ? [payloadTooLarge, unsupportedMediaType] : []),
    ...(params || querystring || body ? [validationError] : []),
    ...(isLimited ? [rateLimited] : []),
  ];
}

const headersOfStatus = new Map<number, readonly string[]>([
  [401, ['WWW-Authenticate']],
  [429, ['Retry-After', 'RateLimit', 'RateLimit-Policy']],
  [503, ['Retry-After']],
]);

function failureOf(status: number, errors: readonly ErrorDefinition[], common: readonly string[]) {
  const extra = headersOfStatus.get(status) ?? [];
  const examples = Object.fromEntries(errors.map((error) => [error.code, { value: exampleOf(error) }]));
  return {
    description: errors.map(({ code, description }) => `\`${code}\`: ${description}`).join('\n\n'),
    headers: headersOf([...extra, ...common]),
    content: {
      'application/json': { schema: { $ref: '#/components/schemas/Failure' }, examples },
      'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
    },
  };
}

/** Each is a component, named like the header without its hyphens. */
function headersOf(names: readonly string[]) {
  const all = new Set(['X-Request-Id', ...names]);
  const componentOf = (name: string) =>
    name === 'WWW-Authenticate' ? 'WwwAuthenticate' : name.replace(/^X-|-/g, '');
  return Object.fromEntries(
    [...all].map((name) => [name, { $ref: `#/components/headers/${componentOf(name)}` }]),
  );
}

function exampleOf({ code, description }: ErrorDefinition) {
  const details = code === 'VALIDATION_ERROR' ? [{ field: 'email', message: 'must be a string' }] : [];
  return {
    success: false,
    error: { code, message: description, details },
    meta: { timestamp: '2026-03-14T09:26:53.589Z', requestId: '019602c4-6f2a-7d3e-9b1a-5c0e8f7d2a41' },
  };
}
