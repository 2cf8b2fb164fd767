import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Actor, type RequestContext, userAgentMaxLength } from '#application/shared/request-context.js';
import { clientAddress } from './client-address.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** The signed-in user; null before authentication and on public routes. */
    actor: Actor | null;
  }
}

const controlCharacters = /\p{Cc}/gu;

export function decorateWithActor(app: FastifyInstance): void {
  app.decorateRequest('actor', null);
}

/** Who asks, for the use cases. */
export function requestContextOf(request: FastifyRequest): RequestContext {
  return {
    actor: request.actor,
    ip: clientAddress(request),
    userAgent: userAgentOf(request),
    requestId: request.id,
  };
}

/** Without control characters, so that it stays one line wherever it is shown (ASVS 16.4.1). */
function userAgentOf(request: FastifyRequest): string | null {
  const sent = request.headers['user-agent'];
  if (sent === undefined || sent === '') return null;
  return sent.slice(0, userAgentMaxLength).replace(controlCharacters, '');
}
