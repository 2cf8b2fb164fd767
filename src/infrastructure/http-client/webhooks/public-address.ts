import ipaddr from 'ipaddr.js';

/** Where all of the public IPv6 Internet is (IANA, "Global Unicast"); ranges beside it carry IPv4 addresses, or are for one site. */
const globalUnicast = ipaddr.parseCIDR('2000::/3') as [ipaddr.IPv6, number];
/** Public by its number, and answered by the host of a virtual machine in one cloud. */
const metadata = new Set(['168.63.129.16']);

/**
 * Whether an address is one of the public Internet: no private, loopback, link-local, shared (CGNAT), multicast or
 * reserved one (RFC 6890), nor an IPv6 address that stands for an IPv4 one (mapped, NAT64, 6to4, Teredo).
 * @param address of either family, without brackets; false for what is none.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== 'unicast' || metadata.has(parsed.toString())) return false;
  return parsed.kind() === 'ipv4' || (parsed as ipaddr.IPv6).match(globalUnicast);
}
