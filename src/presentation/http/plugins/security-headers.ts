import cors from '@fastify/cors';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/**
 * What every answer carries (ASVS 3.4.1, 3.4.3 to 3.4.6, 3.5.8). JSON needs no scripts, styles or frames, so
 * the policy allows nothing; the pages at /docs have their own. Nothing is stored unless a route says so.
 */
export const commonHeaders = {
  'content-security-policy':
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=63072000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
};

/** Sets what every answer carries, before anything can fail. */
export function setCommonHeaders(request: FastifyRequest, reply: FastifyReply): void {
  reply.headers(commonHeaders).header('x-request-id', request.id);
}

export function addSecurityHeaders(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    setCommonHeaders(request, reply);
    done();
  });
}

/**
 * CORS: closed unless origins are listed; those are compared as whole strings (ASVS 3.4.2). `null` is what sandboxed
 * and local documents of anybody call themselves, so it is never on the list. There are no cookies to send.
 */
export async function allowOrigins(
  app: FastifyInstance,
  origins: readonly string[],
  headers: readonly string[],
): Promise<void> {
  const allowed = origins.filter((origin) => origin !== 'null' && origin !== '*');
  if (allowed.length === 0) return;
  await app.register(cors, {
    origin: allowed,
    credentials: false,
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowedHeaders: [
      'Authorization',
      'Content-Type',
      'Idempotency-Key',
      'If-Match',
      'Last-Event-ID',
      'X-Request-Id',
      'traceparent',
      ...headers,
    ],
    exposedHeaders: [
      'ETag',
      'Idempotency-Replayed',
      'Location',
      'RateLimit',
      'RateLimit-Policy',
      'Retry-After',
      'X-Request-Id',
    ],
    maxAge: 600,
    // An OPTIONS request that is no preflight is answered like one, not with a text of the plugin's own.
    strictPreflight: false,
  });
}
