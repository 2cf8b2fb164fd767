import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from '#application/shared/logger.js';
import { freshSeconds } from '#domain/access/freshness.js';
import { AppError, type ErrorDefinition, isError } from '#domain/shared/app-error.js';
import { setRateLimitHeaders } from '../plugins/rate-limits.js';
import { envelopeBody, prefersProblem, problemBody } from './error-body.js';
import { errorReport, withoutSecretsOf } from './error-report.js';
import {
  badRequest,
  internalError,
  methodNotAllowed,
  notFound,
  payloadTooLarge,
  rateLimited,
  statusOf,
  unsupportedMediaType,
} from './http-errors.js';

/** The last place that an error reaches: answers it, and logs those that are not the client's doing. */
export function addErrorHandler(app: FastifyInstance, logger: Logger): void {
  app.setErrorHandler((raw, request, reply) => {
    const error = toAppError(raw);
    report(error, request, logger);
    return replyWithError(error, request, reply);
  });
  app.setNotFoundHandler((request, reply) => {
    const allowed = methodsOf(app, request.url);
    const isKnown = allowed.length > 0 && !allowed.includes(request.method);
    if (isKnown) reply.header('allow', allowed.join(', '));
    return replyWithError(isKnown ? methodNotAllowed() : notFound(), request, reply);
  });
}

const ofFramework = new Map<number, ErrorDefinition>([
  // A path that leads out of a folder of files.
  [403, notFound],
  [404, notFound],
  [413, payloadTooLarge],
  [415, unsupportedMediaType],
]);

/**
 * What Fastify, its plugins and the body stream raise about a request becomes an error of the contract;
 * their messages go no further. Everything else is our fault.
 */
function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const { statusCode, code } = (error ?? {}) as { statusCode?: unknown; code?: unknown };
  const isAboutRequest = typeof code === 'string' && (code.startsWith('FST_') || code === 'ECONNRESET');
  if (!isAboutRequest || typeof statusCode !== 'number' || statusCode < 400 || statusCode > 499) {
    return internalError({ cause: error });
  }
  return (ofFramework.get(statusCode) ?? badRequest)({ cause: error });
}

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** The methods by which a path can be asked for; one with an empty parameter is another path (`refuseOddRequests`). */
function methodsOf(app: FastifyInstance, url: string): readonly string[] {
  return methods.filter((method) => {
    const route = app.findRoute({ method, url });
    return route !== null && !Object.values(route.params).includes('');
  });
}

function report(error: AppError, request: FastifyRequest, logger: Logger): void {
  const status = statusOf(error);
  if (status < 500) return;
  const fields = {
    requestId: request.id,
    method: request.method,
    route: request.routeOptions.url ?? null,
    code: error.code,
    error: errorReport(error.cause ?? error, withoutSecretsOf(request)),
  };
  if (status === 500) logger.error('request failed', fields);
  else if (error.cause !== undefined) logger.warn('request turned away', fields);
}

/** Answers with an error, in the shape that the client prefers. */
export function replyWithError(error: AppError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const status = statusOf(error);
  const timestamp = request.server.clock.now().toISOString();
  const vary = reply.getHeader('vary');
  // The body depends on Accept, whatever else it depends on (RFC 9110 §12.5.5).
  reply.code(status).header('vary', vary === undefined ? 'Accept' : `${vary}, Accept`);
  if (error.kind === 'not_fresh') {
    // RFC 9470 §3.
    reply.header(
      'www-authenticate',
      `Bearer error="insufficient_user_authentication", max_age=${freshSeconds}`,
    );
  }
  // RFC 6750 §3: without an error code when the request carried no token that could be wrong.
  if (status === 401 && !reply.hasHeader('www-authenticate')) reply.header('www-authenticate', 'Bearer');
  if (status === 429 || status === 503) {
    const seconds = Math.max(1, Math.ceil(error.retryAfter ?? 1));
    reply.header('retry-after', seconds);
    if (status === 429) explainLimit(error, seconds, reply);
  }
  return prefersProblem(request.headers.accept)
    ? reply
        .type('application/problem+json; charset=utf-8')
        .send(problemBody(error, status, request.id, request.server.publicUrl + request.url))
    : reply.type('application/json; charset=utf-8').send(envelopeBody(error, request.id, timestamp));
}

/**
 * Where it is not the limit of the route that is exceeded, such as when a login is locked, the headers tell of
 * the one that is: nothing is allowed until it ends.
 */
function explainLimit(error: AppError, seconds: number, reply: FastifyReply): void {
  if (isError(error, rateLimited) && reply.hasHeader('ratelimit')) return;
  const rule = { name: error.code.toLowerCase(), limit: 0, windowSeconds: seconds };
  setRateLimitHeaders(reply, rule, { remaining: 0, resetSeconds: seconds });
}
