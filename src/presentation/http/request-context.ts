import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import type { FastifyRequest } from 'fastify';
import ipaddr from 'ipaddr.js';
import {
  isRequestId,
  type Principal,
  type RequestContext,
  userAgentMaxLength,
} from '#application/shared/request-context.js';
import type { TenantId } from '#domain/shared/ids.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Null before authentication and on public routes. */
    principal: Principal | null;
    /** That the request is about; absent where it names none. */
    tenantId?: TenantId;
  }
}

/** W3C Trace Context §3.2.2, version 00, whose ids are not all zeros; what has another form counts as none. */
const traceparentForm = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/** Who asks, for the use cases. */
export function requestContextOf(request: FastifyRequest): RequestContext {
  const { traceparent, 'user-agent': userAgent } = request.headers;
  return {
    principal: request.principal,
    ip: clientAddress(request),
    // Without control characters, so that it stays one line wherever it is shown (ASVS 16.4.1).
    userAgent: userAgent?.slice(0, userAgentMaxLength).replace(/\p{Cc}/gu, '') || null,
    requestId: request.id,
    traceparent: typeof traceparent === 'string' && traceparentForm.test(traceparent) ? traceparent : null,
    tenantId: request.tenantId ?? null,
  };
}

/**
 * The address that the request came from, as far as it can be believed: `request.ip` follows
 * X-Forwarded-For through trusted proxies only (ASVS 4.1.3). What a proxy wrote that is no address at all
 * counts as the proxy's own, so that rubbish does not make a new client.
 */
export function clientAddress(request: FastifyRequest): string | null {
  return canonical(request.ip) ?? canonical(request.raw.socket.remoteAddress);
}

const withPort = /^(?:\[([^\]]+)\]|(\d+\.\d+\.\d+\.\d+))(?::\d+)?$/;

/** One spelling for each address (RFC 5952); an IPv4 address that is mapped into IPv6 is itself. */
function canonical(sent = ''): string | null {
  const [, ipv6, ipv4] = withPort.exec(sent) ?? [];
  const address = ipv6 ?? ipv4 ?? sent;
  const version = isIP(address);
  if (version === 6) return ipaddr.process(address).toString();
  return version === 4 ? address : null;
}

/** The caller's X-Request-Id when it is well-formed, else a new one. */
export function requestIdOf({ headers }: IncomingMessage): string {
  const sent = headers['x-request-id'];
  return isRequestId(sent) ? sent : newRequestId();
}

/** In the form of a trace id (W3C Trace Context §3.2.2.3). */
export function newRequestId(): string {
  return randomUUID().replaceAll('-', '');
}
