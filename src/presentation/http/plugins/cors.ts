import cors from '@fastify/cors';
import type { FastifyInstance } from 'fastify';

const maxAgeSeconds = 600;

/**
 * Closed unless origins are listed; those are compared as whole strings (ASVS 3.4.2). `null` is what sandboxed
 * and local documents of anybody call themselves, so it is never on the list. There are no cookies to send.
 */
export async function allowOrigins(app: FastifyInstance, origins: readonly string[]): Promise<void> {
  const allowed = origins.filter((origin) => origin !== 'null' && origin !== '*');
  if (allowed.length === 0) return;
  await app.register(cors, {
    origin: allowed,
    credentials: false,
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowedHeaders: ['Authorization', 'Content-Type', 'If-Match', 'X-Request-Id'],
    exposedHeaders: ['ETag', 'Location', 'RateLimit', 'RateLimit-Policy', 'Retry-After', 'X-Request-Id'],
    maxAge: maxAgeSeconds,
    // An OPTIONS request that is no preflight is answered like one, not with a text of the plugin's own.
    strictPreflight: false,
  });
}
