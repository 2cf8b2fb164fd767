import type { FastifyInstance } from 'fastify';
import { unavailable } from '#application/shared/errors.js';

/** Where the process is in its life. */
export class Lifecycle {
  /** Readiness fails, so that load balancers look elsewhere; requests are still served. */
  isShuttingDown = false;
  /** The listener is closed; what still comes in over open connections is turned away. */
  isClosing = false;
  readonly #closing = new AbortController();
  /** On which it listens; undefined before. */
  port: number | undefined;

  /** Aborted when it is closing, for answers that would last. */
  get closing(): AbortSignal {
    return this.#closing.signal;
  }

  close(): void {
    this.isShuttingDown = true;
    this.isClosing = true;
    this.#closing.abort();
  }
}

const sweepMs = 50;

/**
 * `close()` lets open requests end, answers new ones on open connections with 503 and `Connection: close`,
 * and does not wait for connections on which nothing happens: Node closes those that are idle when the
 * listener closes, and the sweep those that become idle later.
 */
export function addShutdown(app: FastifyInstance, lifecycle: Lifecycle): void {
  app.addHook('onRequest', (_request, _reply, done) => {
    done(lifecycle.isClosing ? unavailable() : undefined);
  });
  let sweep: NodeJS.Timeout | undefined;
  app.addHook('preClose', (done) => {
    lifecycle.close();
    sweep = setInterval(() => app.server.closeIdleConnections(), sweepMs);
    done();
  });
  app.addHook('onClose', async () => clearInterval(sweep));
}
