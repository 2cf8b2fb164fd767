import { isIP } from 'node:net';
import type { EndpointGuard } from '#application/webhooks/endpoint-caller.js';
import type { HostLookup } from './host-lookup.js';
import { isPublicAddress } from './public-address.js';

/** Why a host was not called. The message is for the owner of the webhook. */
export class RefusedHost extends Error {
  override readonly name = 'RefusedHost';
}

export const notPublic = 'its host is not at a public address';
export const notFound = 'its host was not found';
/** Of one network only, whatever a name server says (RFC 6761, RFC 6762, RFC 9476). */
const localName = /(^|\.)(localhost|local|internal|intranet|lan|home|corp|alt)$/;

/** Says which addresses a host may be called at. */
export class AddressGuard implements EndpointGuard {
  /** @param allowsPrivate for development: then nothing is refused. */
  constructor(
    private readonly lookup: HostLookup,
    private readonly allowsPrivate: boolean,
  ) {}

  /** A name that nobody can say anything about now is not refused: it is looked up again when it is called. */
  async refusalOf(url: string): Promise<string | null> {
    if (this.allowsPrivate) return null;
    try {
      await this.addressesOf(new URL(url).hostname);
      return null;
    } catch (error) {
      return error instanceof RefusedHost ? `is refused: ${error.message}` : null;
    }
  }

  /**
   * The addresses of a host, every one of which may be called.
   * @param host a name, or an address, with brackets where it is IPv6.
   * @throws RefusedHost where there is none, or one that may not be called; Error when nobody can say.
   */
  async addressesOf(host: string): Promise<readonly string[]> {
    const literal = host.replace(/^\[|\]$/g, '');
    if (isIP(literal) !== 0) return this.#checked([literal]);
    const name = host.replace(/\.$/, '').toLowerCase();
    if (!this.allowsPrivate && (!name.includes('.') || localName.test(name)))
      throw new RefusedHost(notPublic);
    const addresses = await this.lookup.addressesOf(name);
    if (addresses.length === 0) throw new RefusedHost(notFound);
    return this.#checked(addresses);
  }

  /** Whether it may be talked to, having been reached. */
  allows(address: string | undefined): boolean {
    return this.allowsPrivate || (address !== undefined && isPublicAddress(address));
  }

  /** One is enough to be refused: which of them is called is not for the host to choose. */
  #checked(addresses: readonly string[]): readonly string[] {
    if (!addresses.every((address) => this.allows(address))) throw new RefusedHost(notPublic);
    return addresses;
  }
}
