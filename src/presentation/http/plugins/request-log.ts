import type { FastifyInstance } from 'fastify';
import type { Logger } from '#application/shared/logger.js';
import { clientAddress } from '../client-address.js';
import type { HttpOptions } from '../http-options.js';

/**
 * A line per request, or only for those that failed or were slow. It names the route, not the URL: paths hold
 * ids and queries hold names (ASVS 14.2.1, 16.2.5). Never headers or bodies.
 */
export function logRequests(app: FastifyInstance, options: HttpOptions, logger: Logger): void {
  const { requestLog, slowRequestMs } = options;
  if (requestLog === 'none') return;
  app.addHook('onResponse', (request, reply, done) => {
    const ms = reply.elapsedTime;
    const status = reply.statusCode;
    const isSlow = ms > slowRequestMs;
    if (requestLog === 'all' || status >= 500 || isSlow) {
      const level = status >= 500 ? 'error' : isSlow ? 'warn' : 'info';
      logger[level]('request', {
        requestId: request.id,
        method: request.method,
        route: request.routeOptions.url ?? null,
        status,
        ms: Math.round(ms * 10) / 10,
        ip: clientAddress(request),
        userId: request.actor?.userId ?? null,
      });
    }
    done();
  });
}
