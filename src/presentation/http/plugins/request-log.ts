import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from '#application/shared/logger.js';
import { clientAddress } from '../request-context.js';
import type { HttpOptions } from '../server-options.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Of the monotonic clock, in milliseconds. */
    receivedAt: number;
  }
}

/**
 * A line per request, or only for those that failed or were slow. It names the route, not the URL: paths hold
 * ids and queries hold names (ASVS 14.2.1, 16.2.5). Never headers or bodies. Time is counted until the answer is
 * ready: how fast the client reads it says nothing of the service.
 */
export function logRequests(app: FastifyInstance, options: HttpOptions, logger: Logger): void {
  const { requestLog, slowRequestMs } = options;
  if (requestLog === 'none') return;
  app.decorateRequest('receivedAt', 0);
  app.addHook('onRequest', (request, _reply, done) => {
    request.receivedAt = performance.now();
    done();
  });
  app.addHook('onSend', (request, reply, _payload, done) => {
    const ms = performance.now() - request.receivedAt;
    const isSlow = ms > slowRequestMs;
    if (requestLog === 'all' || reply.statusCode >= 500 || isSlow) log(request, reply, ms, isSlow, logger);
    done();
  });
}

function log(
  request: FastifyRequest,
  reply: FastifyReply,
  ms: number,
  isSlow: boolean,
  logger: Logger,
): void {
  const status = reply.statusCode;
  const level = status >= 500 ? 'error' : isSlow ? 'warn' : 'info';
  logger[level]('request', {
    requestId: request.id,
    method: request.method,
    route: request.routeOptions.url ?? null,
    status,
    ms: Math.round(ms * 10) / 10,
    ip: clientAddress(request),
    userId: request.principal?.kind === 'user' ? request.principal.userId : null,
  });
}
