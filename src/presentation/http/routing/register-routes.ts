import type { FastifyInstance, RouteHandlerMethod } from 'fastify';
import type { Clock } from '#application/shared/clock.js';
import { requestContextOf } from '../request-context.js';
import { NoBody, schemaOfDto } from '../validation/dto.js';
import type { RouteDefinition, RouteRequest } from './route-definition.js';
import { timestamps } from './timestamps.js';

type Request = RouteRequest<unknown, unknown, unknown>;

/** Turns definitions into Fastify routes. */
export function registerRoutes(
  scope: FastifyInstance,
  definitions: readonly RouteDefinition[],
  clock: Clock,
): void {
  for (const definition of definitions) {
    const { method, url, access, rateLimit } = definition;
    scope.route({
      method,
      url,
      config: { access, definition, ...(rateLimit === undefined ? {} : { rateLimit }) },
      schema: schemaOf(definition),
      handler: handlerOf(definition, clock),
    });
  }
}

declare module 'fastify' {
  interface FastifyContextConfig {
    definition?: RouteDefinition;
  }
}

function schemaOf({ method, params, query, body, responses }: RouteDefinition) {
  const bodyClass = body ?? (method === 'GET' ? undefined : NoBody);
  const answers = Object.entries(responses).filter(([, { schema }]) => schema !== undefined);
  return {
    ...(params === undefined ? {} : { params: schemaOfDto(params) }),
    ...(query === undefined ? {} : { querystring: schemaOfDto(query) }),
    ...(bodyClass === undefined ? {} : { body: schemaOfDto(bodyClass) }),
    response: Object.fromEntries(answers.map(([status, { schema }]) => [status, schema])),
  };
}

function handlerOf(definition: RouteDefinition, clock: Clock): RouteHandlerMethod {
  const isEnveloped = definition.isEnveloped ?? true;
  const timestamp = timestamps(clock);
  return async (request, reply) => {
    const { status, data, headers, meta, links } = await definition.handle(
      request as Request,
      requestContextOf(request),
    );
    reply.code(status);
    if (headers !== undefined) reply.headers(headers);
    if (status === 204) return undefined;
    if (!isEnveloped) return data;
    return { success: true, data, meta: { timestamp: timestamp(), requestId: request.id, ...meta }, links };
  };
}
