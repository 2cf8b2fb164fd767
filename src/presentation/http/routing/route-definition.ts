import type { IncomingHttpHeaders } from 'node:http';
import type { RateLimitRule } from '#application/shared/rate-limiter.js';
import type { RequestContext } from '#application/shared/request-context.js';
import type { ErrorDefinition } from '#domain/shared/app-error.js';
import type { DtoClass } from '../validation/dto.js';
import type { JsonSchema } from './json-schema.js';
import type { RouteResult } from './route-result.js';

/** Who gets past the door. What the caller may do behind it is decided in the use case (ASVS 8.2.1). */
export type Access = 'public' | 'signed-in';

/** Named like the members of `RateLimits` in the configuration. */
export type RateLimitName = 'register' | 'login' | 'refresh' | 'sensitive' | 'lists' | 'writes';
export type RateLimitRules = Readonly<Record<RateLimitName, RateLimitRule>>;
/** One of the configuration, or a rule of the route's own; rules of one name and size are counted together. */
export type RateLimit = RateLimitName | RateLimitRule;

export interface ResponseDefinition {
  readonly description: string;
  /** Of the whole body; absent where there is none. */
  readonly schema?: JsonSchema;
  readonly headers?: readonly ('ETag' | 'Location')[];
}

/** A request that has passed validation. */
export interface RouteRequest<Params, Query, Body> {
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly headers: IncomingHttpHeaders;
}

/** Everything about one route: registration, validation, access, limits and documentation come from it. */
export interface RouteDefinition<Params = unknown, Query = unknown, Body = unknown> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: string;
  readonly operationId: string;
  readonly tag: string;
  readonly summary: string;
  readonly access: Access;
  /** What the use case demands of the caller, for the reader: `users:read`, `users:read or self`. */
  readonly permission?: string;
  /** `rateLimitOf` says what applies where there is none. */
  readonly rateLimit?: RateLimit;
  readonly params?: DtoClass<Params>;
  readonly query?: DtoClass<Query>;
  readonly body?: DtoClass<Body>;
  readonly isConditional?: boolean;
  readonly responses: Readonly<Partial<Record<RouteResult['status'], ResponseDefinition>>>;
  /** Beyond those that follow from access, limits and DTOs. */
  readonly errors?: readonly ErrorDefinition[];
  /** False where another standard says what the body is. */
  readonly isEnveloped?: boolean;
  /** Only what can be long and holds no token (BREACH). */
  readonly isCompressible?: boolean;
  handle(request: RouteRequest<Params, Query, Body>, context: RequestContext): Promise<RouteResult>;
}

/** Routes of one feature. */
export interface Controller {
  routes(): readonly RouteDefinition[];
}

/** Lets the compiler see that a handler fits its DTOs. */
export function route<Params, Query, Body>(
  definition: RouteDefinition<Params, Query, Body>,
): RouteDefinition {
  return definition as RouteDefinition;
}
