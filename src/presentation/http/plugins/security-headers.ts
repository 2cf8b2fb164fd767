import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

// To import it would load all that `node:http` exports, and with its WebSocket the whole of undici: 60 ms, 3 MB.
const { ServerResponse } = process.getBuiltinModule('node:http');

declare module 'node:http' {
  interface ServerResponse {
    /** Where Node joins the head of an answer to a text. Not of its public API; the tests ask every answer for its headers. */
    _storeHeader(statusLine: string, headers: unknown): void;
  }
}

/**
 * What every answer carries (ASVS 3.4.1, 3.4.3 to 3.4.6, 3.5.8). JSON needs no scripts, styles or frames, so
 * the policy allows nothing; the pages at /docs have their own.
 */
const constantHeaders: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=63072000; includeSubDomains',
  'x-content-type-options': 'nosniff',
};

/** As lines of a head (RFC 9112 §5). */
export const constantHeaderLines = Object.entries(constantHeaders)
  .map(([name, value]) => `${name}: ${value}\r\n`)
  .join('');

/**
 * Writes the constant headers as they stand. To have Node check and join them one by one is a tenth of all the
 * work for a short answer.
 */
export class HardenedResponse<
  Request extends IncomingMessage = IncomingMessage,
> extends ServerResponse<Request> {
  constantHeaderLines = constantHeaderLines;

  override _storeHeader(statusLine: string, headers: unknown): void {
    super._storeHeader(statusLine + this.constantHeaderLines, headers);
  }
}

/** Sets what every answer carries, before anything can fail. */
export function setCommonHeaders(request: FastifyRequest, reply: FastifyReply): void {
  // `inject` brings an answer of its own kind.
  if (!(reply.raw instanceof HardenedResponse)) reply.headers(constantHeaders);
  reply.header('cache-control', 'no-store');
  reply.header('x-request-id', request.id);
}

/** For answers that bring a set of their own. */
export function leaveOutConstantHeaders(reply: FastifyReply): void {
  if (reply.raw instanceof HardenedResponse) reply.raw.constantHeaderLines = '';
  else for (const name of Object.keys(constantHeaders)) reply.removeHeader(name);
}

export function addSecurityHeaders(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    setCommonHeaders(request, reply);
    done();
  });
}
