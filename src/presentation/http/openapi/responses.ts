import type { ErrorDefinition } from '#domain/shared/app-error.js';
import { statusOf } from '../errors/error-status.js';
import { rateLimitOf } from '../routing/rate-limit-of.js';
import type { ResponseDefinition, RouteDefinition } from '../routing/route-definition.js';
import type { SchemaComponents } from './components.js';
import { possibleErrors } from './possible-errors.js';

type Responses = Record<string, object>;

/** All answers of a route: its successes, and its errors by status, in both shapes. */
export function responsesOf(definition: RouteDefinition, components: SchemaComponents): Responses {
  const isLimited = rateLimitOf(definition) !== undefined;
  const successes = Object.entries(definition.responses).map(([status, response]) => [
    status,
    successOf(response, isLimited, components),
  ]);
  const byStatus = Map.groupBy(possibleErrors(definition), statusOf);
  const failures = [...byStatus]
    .sort(([left], [right]) => left - right)
    .map(([status, errors]) => [String(status), failureOf(status, errors, isLimited)]);
  return Object.fromEntries([...successes, ...failures]);
}

function successOf(
  { description, schema, headers = [] }: ResponseDefinition,
  isLimited: boolean,
  components: SchemaComponents,
): object {
  return {
    description,
    headers: headersOf([...headers], isLimited),
    ...(schema === undefined
      ? {}
      : { content: { 'application/json': { schema: components.refer(schema) } } }),
  };
}

function failureOf(status: number, errors: readonly ErrorDefinition[], isLimited: boolean): object {
  const extra =
    status === 401 ? ['WWW-Authenticate'] : status === 429 || status === 503 ? ['Retry-After'] : [];
  const examples = Object.fromEntries(errors.map((error) => [error.code, { value: exampleOf(error) }]));
  return {
    description: errors.map(({ code, description }) => `\`${code}\`: ${description}`).join('\n\n'),
    headers: headersOf(extra, isLimited || status === 429),
    content: {
      'application/json': { schema: { $ref: '#/components/schemas/Failure' }, examples },
      'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
    },
  };
}

const headerNames: Readonly<Record<string, string>> = {
  'X-Request-Id': 'RequestId',
  ETag: 'ETag',
  Location: 'Location',
  'Retry-After': 'RetryAfter',
  RateLimit: 'RateLimit',
  'RateLimit-Policy': 'RateLimitPolicy',
  'WWW-Authenticate': 'WwwAuthenticate',
};

function headersOf(names: readonly string[], isLimited: boolean): object {
  const all = ['X-Request-Id', ...names, ...(isLimited ? ['RateLimit', 'RateLimit-Policy'] : [])];
  return Object.fromEntries(all.map((name) => [name, { $ref: `#/components/headers/${headerNames[name]}` }]));
}

function exampleOf({ code, description }: ErrorDefinition): object {
  const details = code === 'VALIDATION_ERROR' ? [{ field: 'email', message: 'must be a string' }] : [];
  return {
    success: false,
    error: { code, message: description, details },
    meta: { timestamp: '2026-03-14T09:26:53.589Z', requestId: '019602c4-6f2a-7d3e-9b1a-5c0e8f7d2a41' },
  };
}
