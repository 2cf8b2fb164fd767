import { isIP } from 'node:net';
import type { FastifyRequest } from 'fastify';

const mappedIpv4 = /^::ffff:(?=\d+\.)/i;
const withPort = /^(?:\[([^\]]+)\]|(\d+\.\d+\.\d+\.\d+))(?::\d+)?$/;

/**
 * The address that the request came from, as far as it can be believed: `request.ip` follows
 * X-Forwarded-For through trusted proxies only (ASVS 4.1.3). What a proxy wrote that is no address at all
 * counts as the proxy's own, so that rubbish does not make a new client.
 */
export function clientAddress(request: FastifyRequest): string | null {
  return addressOf(request.ip) ?? addressOf(request.raw.socket.remoteAddress);
}

function addressOf(raw: string | undefined): string | null {
  if (raw === undefined || raw.length > 64) return null;
  if (isIP(raw) === 4) return raw;
  const [, ipv6, ipv4] = withPort.exec(raw) ?? [];
  const address = (ipv6 ?? ipv4 ?? raw).replace(mappedIpv4, '');
  return isIP(address) === 0 ? null : address;
}
