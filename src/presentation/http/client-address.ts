import { isIP } from 'node:net';
import type { FastifyRequest } from 'fastify';
import ipaddr from 'ipaddr.js';

const withPort = /^(?:\[([^\]]+)\]|(\d+\.\d+\.\d+\.\d+))(?::\d+)?$/;

/**
 * The address that the request came from, as far as it can be believed: `request.ip` follows
 * X-Forwarded-For through trusted proxies only (ASVS 4.1.3). What a proxy wrote that is no address at all
 * counts as the proxy's own, so that rubbish does not make a new client.
 */
export function clientAddress(request: FastifyRequest): string | null {
  return canonical(request.ip) ?? canonical(request.raw.socket.remoteAddress);
}

/** One spelling for each address (RFC 5952); an IPv4 address that is mapped into IPv6 is itself. */
function canonical(sent = ''): string | null {
  const address = isIP(sent) === 0 ? withoutPort(sent) : sent;
  const version = isIP(address);
  if (version === 6) return ipaddr.process(address).toString();
  return version === 4 ? address : null;
}

function withoutPort(sent: string): string {
  const [, ipv6, ipv4] = withPort.exec(sent) ?? [];
  return ipv6 ?? ipv4 ?? '';
}
