import type { FastifyInstance } from 'fastify';
import type { Logger } from '#application/shared/logger.js';

/**
 * Warns, once, of a proxy that TRUSTED_PROXIES does not name: all clients behind it count as one, and the failures of a
 * stranger lock all of them out.
 */
export function warnOfUntrustedProxy(app: FastifyInstance, logger: Logger): void {
  let isTold = false;
  app.addHook('onRequest', ({ headers, ip, raw }, _reply, done) => {
    const isForwarded = headers['x-forwarded-for'] !== undefined || headers.forwarded !== undefined;
    if (!isTold && isForwarded && ip === raw.socket.remoteAddress) {
      isTold = true;
      logger.warn('A proxy is not trusted: name it in TRUSTED_PROXIES, or all its clients count as one', {
        ip,
      });
    }
    done();
  });
}
