import type { FastifyInstance } from 'fastify';
import { unavailable } from '#application/shared/errors.js';
import type { Lifecycle } from '../lifecycle.js';

declare module 'fastify' {
  interface FastifyInstance {
    /** Lets readiness fail while requests are still served; call it before `close()`. */
    markShuttingDown(): void;
  }
}

const sweepMs = 50;

/**
 * `close()` lets open requests end, answers new ones on open connections with 503 and `Connection: close`,
 * and does not wait for connections on which nothing happens: Node closes those that are idle when the
 * listener closes, and the sweep those that become idle later.
 */
export function addShutdown(app: FastifyInstance, lifecycle: Lifecycle): void {
  app.decorate('markShuttingDown', () => lifecycle.markShuttingDown());
  app.addHook('onRequest', (_request, _reply, done) => {
    if (lifecycle.isClosing) done(unavailable());
    else done();
  });
  let sweep: NodeJS.Timeout | undefined;
  app.addHook('preClose', (done) => {
    lifecycle.markClosing();
    sweep = setInterval(() => app.server.closeIdleConnections(), sweepMs);
    done();
  });
  app.addHook('onClose', (_instance, done) => {
    clearInterval(sweep);
    done();
  });
}
