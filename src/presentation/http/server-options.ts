import type { FastifyServerOptions } from 'fastify';
import { answerClientError } from './errors/client-error.js';
import { replyWithError } from './errors/error-handler.js';
import { badRequest } from './errors/http-errors.js';
import { setCommonHeaders } from './plugins/security-headers.js';
import { requestIdOf } from './request-context.js';

/** The part of the configuration that the HTTP layer needs; `HttpConfig` has this shape. */
export interface HttpOptions {
  /** Before the paths that are told to clients; without a slash at its end, empty for paths alone. */
  readonly publicUrl: string;
  /** Addresses and networks whose X-Forwarded-For is believed. */
  readonly trustedProxies: readonly string[];
  /** Origins that browsers may call from. */
  readonly corsOrigins: readonly string[];
  /** That they may send beside those of the API. */
  readonly corsHeaders: readonly string[];
  /** Of the first line and all headers. */
  readonly headerLimitBytes: number;
  readonly bodyLimitBytes: number;
  /** From the first byte of a request to its last. */
  readonly requestTimeoutMs: number;
  readonly isDocsEnabled: boolean;
  /** `paths` is all of them, with their paths instead of routes. */
  readonly requestLog: 'none' | 'errors' | 'all' | 'paths';
  /** Requests that take longer are logged even so. */
  readonly slowRequestMs: number;
}

/** How the server listens, parses and routes. */
export function serverOptions(options: HttpOptions) {
  const { requestTimeoutMs, headerLimitBytes, bodyLimitBytes, trustedProxies } = options;
  return {
    logger: false,
    genReqId: requestIdOf,
    // Without trusted proxies no forwarded header counts for anything.
    trustProxy: trustedProxies.length > 0 ? [...trustedProxies] : false,
    bodyLimit: bodyLimitBytes,
    requestTimeout: requestTimeoutMs,
    // Longer than load balancers keep theirs (60 s), so that none sends into a connection that closes.
    keepAliveTimeout: 72_000,
    http: {
      maxHeaderSize: headerLimitBytes,
      requestTimeout: requestTimeoutMs,
      headersTimeout: Math.min(requestTimeoutMs, 60_000),
      connectionsCheckingInterval: Math.min(requestTimeoutMs, 5_000),
      requireHostHeader: false,
    },
    routerOptions: { maxParamLength: 128 },
    forceCloseConnections: 'idle',
    // The answer of this layer has the shape of the contract: `addShutdown`.
    return503OnClosing: false,
    clientErrorHandler: answerClientError,
    frameworkErrors: (_error, request, reply) => {
      setCommonHeaders(request, reply);
      replyWithError(badRequest(), request, reply);
    },
  } as const satisfies FastifyServerOptions & { http: object };
}
