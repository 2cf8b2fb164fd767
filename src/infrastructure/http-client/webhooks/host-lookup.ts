import { lookup, Resolver } from 'node:dns/promises';

/** Where a name leads. */
export interface HostLookup {
  /** @returns its addresses, of both families; empty where there is no such name. @throws Error when nobody can be asked. */
  addressesOf(name: string): Promise<readonly string[]>;
}

const queryTimeoutMs = 2_000;
const tries = 2;
const notThere = new Set(['ENOTFOUND', 'ENODATA', 'ENONAME', 'EBADNAME', 'ENOTIMP']);

/**
 * Asks the name servers, and no file of this machine: only what is public is of use. Unlike the resolver of the system
 * it holds no thread while a name server of somebody else's keeps it waiting.
 */
export class DnsHostLookup implements HostLookup {
  readonly #resolver = new Resolver({ timeout: queryTimeoutMs, tries });

  async addressesOf(name: string): Promise<readonly string[]> {
    const answers = await Promise.allSettled([this.#resolver.resolve4(name), this.#resolver.resolve6(name)]);
    const addresses = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
    if (addresses.length > 0) return addresses;
    const unknown = answers.find((answer) => answer.status === 'rejected' && !isNotThere(answer.reason));
    if (unknown?.status === 'rejected') throw unknown.reason;
    return [];
  }
}

/** As every program of this machine does, `/etc/hosts` included: for development. */
export class SystemHostLookup implements HostLookup {
  async addressesOf(name: string): Promise<readonly string[]> {
    try {
      return (await lookup(name, { all: true })).map(({ address }) => address);
    } catch (error) {
      if (isNotThere(error)) return [];
      throw error;
    }
  }
}

function isNotThere(error: unknown): boolean {
  return notThere.has((error as NodeJS.ErrnoException).code ?? '');
}
