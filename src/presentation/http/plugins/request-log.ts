import type { FastifyInstance } from 'fastify';
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
 * ids and queries hold names (ASVS 14.2.1, 16.2.5); paths alone where a developer asks for them. Never headers or bodies. Time is counted until the answer is
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
    const status = reply.statusCode;
    const ms = performance.now() - request.receivedAt;
    const isSlow = ms > slowRequestMs && !request.routeOptions.config.mayWait;
    const isPathShown = requestLog === 'paths';
    if (requestLog === 'all' || isPathShown || status >= 500 || isSlow) {
      // What is turned away for a while is no fault of the service.
      const isFault = status >= 500 && status !== 503;
      logger[isFault ? 'error' : isSlow || status === 503 ? 'warn' : 'info']('request', {
        requestId: request.id,
        method: request.method,
        ...(isPathShown
          ? { path: request.url.split('?', 1)[0] }
          : { route: request.routeOptions.url ?? null }),
        status,
        ms: Math.round(ms * 10) / 10,
        ip: clientAddress(request),
        userId: request.principal?.kind === 'user' ? request.principal.userId : null,
      });
    }
    done();
  });
}
