import type { FastifyInstance, FastifyRequest } from 'fastify';
import {
  type Principal,
  type RequestContext,
  userAgentMaxLength,
} from '#application/shared/request-context.js';
import { clientAddress } from './client-address.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Null before authentication and on public routes. */
    principal: Principal | null;
  }
}

const controlCharacters = /\p{Cc}/gu;

export function decorateWithPrincipal(app: FastifyInstance): void {
  app.decorateRequest('principal', null);
}

/** Who asks, for the use cases. */
export function requestContextOf(request: FastifyRequest): RequestContext {
  return {
    principal: request.principal,
    ip: clientAddress(request),
    userAgent: userAgentOf(request),
    requestId: request.id,
    traceparent: traceparentOf(request),
    tenantId: null,
  };
}

/** Without control characters, so that it stays one line wherever it is shown (ASVS 16.4.1). */
function userAgentOf(request: FastifyRequest): string | null {
  const sent = request.headers['user-agent'];
  if (sent === undefined || sent === '') return null;
  return sent.slice(0, userAgentMaxLength).replace(controlCharacters, '');
}

/** W3C Trace Context §3.2.2, version 00; what has another form counts as none. */
const traceparentForm = /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;

function traceparentOf({ headers: { traceparent } }: FastifyRequest): string | null {
  return typeof traceparent === 'string' && traceparentForm.test(traceparent) ? traceparent : null;
}
