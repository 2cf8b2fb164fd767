/**
 * What counts as one client: an IPv4 address, or the /64 of an IPv6 address, since one subscriber has at
 * least that many addresses (RFC 6177).
 * @param ip in its canonical spelling, as in `RequestContext`.
 */
export function clientNetwork(ip: string | null): string {
  if (ip === null) return 'unknown';
  if (!ip.includes(':')) return ip;
  const [start = [], end = []] = ip.split('::').map((part) => part.split(':').filter(Boolean));
  const zeros = Array.from({ length: 8 - start.length - end.length }, () => '0');
  return `${[...start, ...zeros, ...end].slice(0, 4).join(':')}::/64`;
}
