import type { IncomingHttpHeaders } from 'node:http';
import type { FastifySchema, RouteOptions } from 'fastify';
import type { Clock } from '#application/shared/clock.js';
import type { RequestContext } from '#application/shared/request-context.js';
import type { ErrorDefinition } from '#domain/shared/app-error.js';
import { requestContextOf } from '../request-context.js';
import { type DtoClass, NoBody, schemaOfDto } from '../validation/dto.js';
import type { JsonSchema } from './json-schema.js';
import type { RouteResult } from './route-result.js';

/** Who gets past the door. What the caller may do behind it is decided in the use case (ASVS 8.2.1). */
export type Access = 'public' | 'signed-in';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** That the route belongs to; absent for routes of the HTTP side itself. */
    feature?: string;
    /** Who may call the route; the service does not start while one says nothing. */
    access?: Access;
    /** The name of a limit; `writes` where a route that changes something names none. */
    rateLimit?: string | undefined;
    /** Only what can be long and holds no token (BREACH). */
    isCompressible?: boolean | undefined;
    /** What the OpenAPI document tells of the answers, beyond their schemas. */
    answers?: Answers;
  }
  interface FastifyInstance {
    clock: Clock;
  }
}

export interface Answers {
  readonly successes: Readonly<Partial<Record<RouteResult['status'], ResponseDefinition>>>;
  readonly errors: readonly ErrorDefinition[];
}

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

export interface RouteDefinition<Params, Query, Body> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: string;
  readonly operationId: string;
  readonly tag: string;
  readonly summary: string;
  readonly access: Access;
  /** What the use case demands of the caller, for the reader: `users:read`, `users:read or self`. */
  readonly permission?: string;
  readonly rateLimit?: string;
  readonly params?: DtoClass<Params>;
  readonly query?: DtoClass<Query>;
  /** Without one, a body is refused. */
  readonly body?: DtoClass<Body>;
  /** Whether `If-Match` is honoured. */
  readonly isConditional?: boolean;
  readonly responses: Answers['successes'];
  /** Beyond those that follow from access, limits and DTOs. */
  readonly errors?: readonly ErrorDefinition[];
  /** False where another standard says what the body is. */
  readonly isEnveloped?: boolean;
  readonly isCompressible?: boolean;
  handle(request: RouteRequest<Params, Query, Body>, context: RequestContext): Promise<RouteResult>;
}

/** Routes of one feature. */
export interface Controller {
  routes(): readonly RouteOptions[];
}

/** A route of Fastify, with the schema that it is validated, serialized and documented by. */
export function route<Params, Query, Body>(definition: RouteDefinition<Params, Query, Body>): RouteOptions {
  const { method, url, access, rateLimit, isCompressible, responses, errors = [] } = definition;
  return {
    method,
    url,
    config: { access, rateLimit, isCompressible, answers: { successes: responses, errors } },
    schema: schemaOf(definition),
    handler: async (request, reply) => {
      const { status, data, headers, meta, links } = await definition.handle(
        request as RouteRequest<Params, Query, Body>,
        requestContextOf(request),
      );
      reply.code(status);
      if (headers !== undefined) reply.headers(headers);
      if (status === 204) return undefined;
      if (definition.isEnveloped === false) return data;
      const timestamp = request.server.clock.now();
      return { success: true, data, meta: { timestamp, requestId: request.id, ...meta }, links };
    },
  };
}

const ifMatch = {
  type: 'object',
  properties: {
    'If-Match': {
      type: 'string',
      description: 'Change only these versions: entity tags as in ETag, or `*` (RFC 9110 §13.1.1).',
      examples: ['"1"'],
    },
  },
};

function schemaOf<Params, Query, Body>(definition: RouteDefinition<Params, Query, Body>): FastifySchema {
  const { method, operationId, summary, tag, access, params, query, isConditional, responses } = definition;
  const body = definition.body ?? (method === 'GET' ? undefined : NoBody);
  return {
    operationId,
    summary,
    description: accessNote(definition),
    tags: [tag],
    security: access === 'signed-in' ? [{ bearer: [] }] : [],
    ...defined({
      params: params && schemaOfDto(params),
      querystring: query && schemaOfDto(query),
      headers: isConditional ? ifMatch : undefined,
      body: body && schemaOfDto(body),
    }),
    response: defined(
      Object.fromEntries(Object.entries(responses).map(([status, { schema }]) => [status, schema])),
    ),
  };
}

function accessNote({
  access,
  permission,
}: Pick<RouteDefinition<unknown, unknown, unknown>, 'access' | 'permission'>) {
  if (access === 'public') return 'Open to anyone.';
  return permission === undefined ? 'For whoever is signed in.' : `Needs ${permission}.`;
}

function defined(parts: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(parts).filter(([, part]) => part !== undefined));
}
