import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '#application/shared/clock.js';
import type { AppError } from '#domain/shared/app-error.js';
import { bareChallenge } from './challenge.js';
import { envelopeBody, problemBody } from './error-body.js';
import { prefersProblem, problem } from './error-negotiation.js';
import { statusOf } from './error-status.js';

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
    reply.header('retry-after', Math.max(1, Math.ceil(error.retryAfter ?? defaultRetrySeconds)));
  }
  return reply
    .type(`${isProblem ? problem : 'application/json'}; charset=utf-8`)
    .send(isProblem ? problemBody(error, status, occurrence) : envelopeBody(error, occurrence));
}

/** The body depends on Accept, whatever else it depends on (RFC 9110 §12.5.5). */
function withAccept(vary: number | string | string[] | undefined): string {
  return vary === undefined ? 'Accept' : `${vary}, Accept`;
}
