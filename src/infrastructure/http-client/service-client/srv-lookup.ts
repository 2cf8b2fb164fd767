import { Resolver } from 'node:dns/promises';

/** RFC 2782. */
export interface SrvRecord {
  readonly name: string;
  readonly port: number;
  /** The lowest first. */
  readonly priority: number;
  /** The share among those of one priority. */
  readonly weight: number;
}

export interface SrvLookup {
  /** @throws Error where there is no such name, and when nobody can be asked. */
  recordsOf(name: string): Promise<readonly SrvRecord[]>;
}

const queryTimeoutMs = 1_000;

/** Asks the name servers of the system. The name has to be complete: no search domain is appended. */
export class DnsSrvLookup implements SrvLookup {
  readonly #resolver = new Resolver({ timeout: queryTimeoutMs, tries: 1 });

  recordsOf(name: string): Promise<readonly SrvRecord[]> {
    return this.#resolver.resolveSrv(name);
  }
}
