import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '#application/shared/clock.js';
import { type AppError, isError } from '#domain/shared/app-error.js';
import { bareChallenge } from './challenge.js';
import { envelopeBody, problemBody } from './error-body.js';
import { prefersProblem, problem } from './error-negotiation.js';
import { statusOf } from './error-status.js';
import { rateLimited } from './http-errors.js';
import { setRateLimitHeaders } from './rate-limit-headers.js';

const defaultRetrySeconds = 1;

/** Answers with an error, in the shape that the client prefers. */
export function replyWithError(
  error: AppError,
  request: FastifyRequest,
  reply: FastifyReply,
  clock: Clock,
): FastifyReply {
  const status = statusOf(error);
  const occurrence = { requestId: request.id, timestamp: clock.now().toISOString(), url: request.url };
  const isProblem = prefersProblem(request.headers.accept);
  reply.code(status).header('vary', withAccept(reply.getHeader('vary')));
  if (status === 401 && !reply.hasHeader('www-authenticate')) {
    reply.header('www-authenticate', bareChallenge);
  }
  if (status === 429 || status === 503) {
    const seconds = Math.max(1, Math.ceil(error.retryAfter ?? defaultRetrySeconds));
    reply.header('retry-after', seconds);
    if (status === 429) explainLimit(error, seconds, reply);
  }
  return reply
    .type(`${isProblem ? problem : 'application/json'}; charset=utf-8`)
    .send(isProblem ? problemBody(error, status, occurrence) : envelopeBody(error, occurrence));
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

/** The body depends on Accept, whatever else it depends on (RFC 9110 §12.5.5). */
function withAccept(vary: number | string | string[] | undefined): string {
  return vary === undefined ? 'Accept' : `${vary}, Accept`;
}
