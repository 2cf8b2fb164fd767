import type { IncomingHttpHeaders } from 'node:http';
import type { FastifySchema, RouteOptions } from 'fastify';
import type { Clock } from '#application/shared/clock.js';
import type { RequestContext } from '#application/shared/request-context.js';
import { stepUpRequired } from '#domain/access/errors.js';
import { freshSeconds } from '#domain/access/freshness.js';
import type { ErrorDefinition } from '#domain/shared/app-error.js';
import { versionConflict } from '#domain/shared/errors.js';
import { requestContextOf } from '../request-context.js';
import { type DtoClass, NoBody, schemaOfDto } from '../validation/dto.js';
import { instant, type JsonSchema, objectOf, text } from './json-schema.js';

/** Who gets past the door. What the caller may do behind it is decided in the use case (ASVS 8.2.1). */
export type Access = 'public' | 'signed-in';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** That the route belongs to; absent for routes of the HTTP side itself. */
    feature?: string;
    /** Who may call the route; the service does not start while one says nothing. */
    access?: Access;
    /** What the use case demands of the caller, in words; absent where a door is all there is. */
    permission?: string | undefined;
    /** Whether the use case demands a sign-in, or step-up, of the last minutes. */
    isFresh?: boolean | undefined;
    /** The name of a limit; `writes` where a route that changes something names none. */
    rateLimit?: string | undefined;
    /** Only what can be long and holds no token (BREACH). */
    isCompressible?: boolean | undefined;
    /** Whether `Idempotency-Key` is honoured. */
    isIdempotent?: boolean | undefined;
    /** Whether it ends in `SignIn.complete`. */
    isSignIn?: boolean | undefined;
    /** The property of the body that becomes somebody's password. */
    newPassword?: string | undefined;
    /** Whether it may wait for something to happen, and so takes long without being slow. */
    mayWait?: boolean | undefined;
    /** What the OpenAPI document tells of the answers, beyond their schemas. */
    answers?: Answers;
  }
  interface FastifyInstance {
    clock: Clock;
    /** Before the paths that are told to clients. */
    publicUrl: string;
  }
}

export interface Answers {
  readonly successes: Readonly<Partial<Record<RouteResult['status'], ResponseDefinition>>>;
  readonly errors: readonly ErrorDefinition[];
  /** That an answer of any status may have. */
  readonly headers?: readonly 'Idempotency-Replayed'[];
}

export interface ResponseDefinition {
  readonly description: string;
  /** Of the data; absent where there is no body. What is not in it does not leave the service. */
  readonly schema?: JsonSchema;
  /** Beyond timestamp and request id. */
  readonly meta?: Readonly<Record<string, JsonSchema>>;
  readonly links?: Readonly<Record<string, JsonSchema>>;
  readonly headers?: readonly ('ETag' | 'Location')[];
  /** JSON by default. */
  readonly mediaType?: string;
}

/** What a handler answers with. */
export interface RouteResult {
  readonly status: 200 | 201 | 202 | 204;
  /** What the use case gave: the schema of the answer says what of it is shown, and how. */
  readonly data?: unknown;
  /** Names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Joins timestamp and request id. */
  readonly meta?: Readonly<Record<string, unknown>>;
  readonly links?: Readonly<Record<string, string | null>>;
}

export function ok(data: unknown, headers: RouteResult['headers'] = {}): RouteResult {
  return { status: 200, data, headers };
}

export function created(data: unknown, headers: RouteResult['headers'] = {}): RouteResult {
  return { status: 201, data, headers };
}

/** For what happens by and by. @param work whose result is not told. */
export async function accepted(work: Promise<unknown>): Promise<RouteResult> {
  await work;
  return { status: 202, data: null };
}

/** The answer of `accepted`. */
export const acceptedAnswer = {
  description: 'Accepted, whatever comes of it.',
  schema: { type: 'null' },
} as const;

/** @param work whose result, if any, is nobody's business. */
export async function noContent(work?: Promise<unknown>): Promise<RouteResult> {
  await work;
  return { status: 204 };
}

/** A request that has passed validation. */
export interface RouteRequest<Params, Query, Body> {
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly headers: IncomingHttpHeaders;
}

/** As `permission`: what neither a key does nor somebody in one's place. */
export const ownSession = "a session of one's own";

export interface RouteDefinition<Params, Query, Body> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: string;
  readonly operationId: string;
  readonly tag: string;
  readonly summary: string;
  readonly access: Access;
  /** What the use case demands of the caller, for the reader: `users:read`, `users:read or self`. */
  readonly permission?: string;
  /** For the reader: whether the use case demands a sign-in, or step-up, of the last minutes. */
  readonly isFresh?: boolean;
  readonly rateLimit?: string;
  readonly params?: DtoClass<Params>;
  readonly query?: DtoClass<Query>;
  /** Without one, a body is refused. */
  readonly body?: DtoClass<Body>;
  /** Whether `If-Match` is honoured. */
  readonly isConditional?: boolean;
  /** Whether `Idempotency-Key` is honoured: for every POST that makes something and whose answer holds no secret. */
  readonly isIdempotent?: boolean;
  /** Whether it ends in `SignIn.complete`, and so in what the policies of signing in refuse. */
  readonly isSignIn?: boolean;
  /** The property of the body that becomes somebody's password: that it is weak is told with all else that is wrong. */
  readonly newPassword?: keyof Body & string;
  readonly responses: Answers['successes'];
  /** Beyond those that follow from access, limits and DTOs. */
  readonly errors?: readonly ErrorDefinition[];
  /** False where another standard says what the body is. */
  readonly isEnveloped?: boolean;
  readonly isCompressible?: boolean;
  /** Whether it may wait for something to happen, and so takes long without being slow. */
  readonly mayWait?: boolean;
  handle(request: RouteRequest<Params, Query, Body>, context: RequestContext): Promise<RouteResult>;
}

/** Routes of one feature. */
export interface Controller {
  routes(): readonly RouteOptions[];
}

/** Gives routes what they ask for by their config, before they are registered. */
export interface RouteExtension {
  /** @returns the same route where it asks for nothing. */
  extend(route: RouteOptions): RouteOptions;
}

/** A route of Fastify, with the schema that it is validated, serialized and documented by. */
export function route<Params, Query, Body>(definition: RouteDefinition<Params, Query, Body>): RouteOptions {
  const { method, url, access, permission, isFresh, rateLimit, isCompressible, isIdempotent } = definition;
  const { isSignIn, newPassword, mayWait, responses } = definition;
  const errors = [
    ...(definition.isConditional ? [versionConflict] : []),
    ...(definition.isFresh ? [stepUpRequired] : []),
    ...(definition.errors ?? []),
  ];
  return {
    method,
    url,
    config: {
      access,
      permission,
      isFresh,
      rateLimit,
      isCompressible,
      isIdempotent,
      isSignIn,
      newPassword,
      mayWait,
      answers: { successes: responses, errors },
    },
    schema: schemaOf(definition),
    handler: async (request, reply) => {
      const { status, data, headers, meta, links } = await definition.handle(
        request as RouteRequest<Params, Query, Body>,
        requestContextOf(request),
      );
      reply.code(status);
      const { clock, publicUrl } = request.server;
      const toPublic = (path: string | null) => path && publicUrl + path;
      if (headers !== undefined) reply.headers(headers);
      if (headers?.location !== undefined) reply.header('location', toPublic(headers.location));
      if (status === 204) return undefined;
      if (definition.isEnveloped === false) return data;
      return {
        success: true,
        data,
        meta: { timestamp: clock.now(), requestId: request.id, ...meta },
        links:
          links && Object.fromEntries(Object.entries(links).map(([name, path]) => [name, toPublic(path)])),
      };
    },
  };
}

const ifMatch = {
  type: 'object',
  properties: {
    'If-Match': {
      type: 'string',
      // No `examples`: /docs would send it with all that is tried there.
      description: 'Change only these versions: entity tags as in ETag (`"1"`), or `*` (RFC 9110 §13.1.1).',
    },
  },
};

function schemaOf<Params, Query, Body>(definition: RouteDefinition<Params, Query, Body>): FastifySchema {
  const { method, operationId, summary, tag, access, permission, params, query, responses } = definition;
  const body = definition.body ?? (method === 'GET' ? undefined : NoBody);
  const needs = [
    permission === undefined ? 'For whoever is signed in.' : `Needs ${permission}.`,
    ...(definition.isFresh ? [`Needs a sign-in or step-up of the last ${freshSeconds / 60} minutes.`] : []),
  ].join(' ');
  const bodies = Object.entries(responses).flatMap(([status, { schema, ...more }]) =>
    schema === undefined
      ? []
      : [[status, definition.isEnveloped === false ? schema : envelopeOf(schema, more)]],
  );
  return {
    operationId,
    summary,
    description: access === 'public' ? 'Open to anyone.' : needs,
    tags: [tag],
    security: access === 'signed-in' ? [{ bearer: [] }] : [],
    ...(params && { params: schemaOfDto(params) }),
    ...(query && { querystring: schemaOfDto(query) }),
    ...(definition.isConditional && { headers: ifMatch }),
    ...(body && { body: schemaOfDto(body) }),
    response: Object.fromEntries(bodies),
  };
}

function envelopeOf(
  data: JsonSchema,
  { meta, links }: Pick<ResponseDefinition, 'meta' | 'links'>,
): JsonSchema {
  return objectOf({
    success: { type: 'boolean', const: true },
    data,
    meta: {
      type: 'object',
      properties: { timestamp: instant, requestId: text, ...meta },
      required: ['timestamp', 'requestId'],
    },
    ...(links && { links: { type: 'object', properties: links, required: ['self'] } }),
  });
}
