import type { FastifyServerOptions } from 'fastify';
import type { Clock } from '#application/shared/clock.js';
import { clientErrorHandler } from './errors/client-error.js';
import { replyWithError } from './errors/error-reply.js';
import { badRequest } from './errors/http-errors.js';
import type { HttpOptions } from './http-options.js';
import { setCommonHeaders } from './plugins/security-headers.js';
import { requestIdOf } from './request-id.js';

/** Longer than load balancers keep theirs (60 s), so that none sends into a connection that closes. */
const keepAliveMs = 72_000;
const headersMaxMs = 60_000;
const paramMaxLength = 128;

/** How the server listens, parses and routes. */
export function serverOptions(options: HttpOptions, clock: Clock) {
  const { requestTimeoutMs, bodyLimitBytes, trustedProxies } = options;
  return {
    logger: false,
    genReqId: requestIdOf,
    // Without trusted proxies no forwarded header counts for anything.
    trustProxy: trustedProxies.length > 0 ? [...trustedProxies] : false,
    bodyLimit: bodyLimitBytes,
    requestTimeout: requestTimeoutMs,
    keepAliveTimeout: keepAliveMs,
    http: {
      requestTimeout: requestTimeoutMs,
      headersTimeout: Math.min(requestTimeoutMs, headersMaxMs),
      connectionsCheckingInterval: Math.min(requestTimeoutMs, 5_000),
      requireHostHeader: false,
    },
    routerOptions: { maxParamLength: paramMaxLength },
    forceCloseConnections: 'idle',
    // The answer of this layer has the shape of the contract: `addShutdown`.
    return503OnClosing: false,
    clientErrorHandler: clientErrorHandler(clock),
    frameworkErrors: (_error, request, reply) => {
      setCommonHeaders(request, reply);
      replyWithError(badRequest(), request, reply, clock);
    },
  } as const satisfies FastifyServerOptions & { http: object };
}
