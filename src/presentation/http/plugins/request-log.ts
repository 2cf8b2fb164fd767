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

const turnedAwayMs = 10_000;

/**
 * A line per request, or only for those that failed or were slow. It names the route, not the URL: paths hold
 * ids and queries hold names (ASVS 14.2.1, 16.2.5); paths alone where a developer asks for them. Never headers or bodies. Time is counted until the answer is
 * ready: how fast the client reads it says nothing of the service. Of failures alone, those that turn clients away for a while
 * (503) have one line, and are counted for the next 10 s: under too much load a line for each would add to it.
 */
export function logRequests(app: FastifyInstance, options: HttpOptions, logger: Logger): void {
  const { requestLog, slowRequestMs } = options;
  if (requestLog === 'none') return;
  const turnedAway = new TurnedAway(logger);
  app.addHook('onClose', async () => turnedAway.tell());
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
    if (requestLog === 'errors' && status === 503 && turnedAway.isCounted()) return done();
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

/** Tells once of many requests in a short time. */
class TurnedAway {
  #count = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly logger: Logger) {}

  /** Whether it is one of many, and needs no line of its own. */
  isCounted(): boolean {
    if (this.#timer !== undefined) {
      this.#count += 1;
      return true;
    }
    this.#timer = setTimeout(() => this.tell(), turnedAwayMs).unref();
    return false;
  }

  tell(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#count === 0) return;
    this.logger.warn('More requests were answered 503', { count: this.#count });
    this.#count = 0;
  }
}
