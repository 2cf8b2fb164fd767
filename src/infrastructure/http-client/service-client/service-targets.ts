import { failureReason } from '../failure-reason.js';
import type { ServiceAddress } from './service-address.js';
import { ServiceFault } from './service-fault.js';
import type { SrvLookup, SrvRecord } from './srv-lookup.js';

/** Where a service can be called at now. */
export interface ServiceTargets {
  /** Origins in the order in which to try them, one at least. @throws ServiceFault when nobody knows any. */
  inOrder(): Promise<readonly string[]>;
  /** Nothing was to be had there just now. */
  failed(origin: string): void;
}

export function targetsOf(address: ServiceAddress, lookup: SrvLookup, random: () => number): ServiceTargets {
  if (address.isSrv) return new SrvTargets(address, lookup, random);
  const origins = [`${address.scheme}//${address.host}`];
  return { inOrder: async () => origins, failed: () => undefined };
}

/** Node does not tell how long a record is good for, so that none is for longer than most say. */
const maxAgeMs = 30_000;
/** Between two lookups, when the first one failed. */
const lookupPauseMs = 5_000;
/** For which a target that failed is called only where there is no other. */
const setAsideMs = 10_000;

/**
 * The targets of SRV records, in an order that is drawn anew each time (RFC 2782): the lower priority first, and among
 * equals the heavier the likelier. Records that cannot be looked up again serve on.
 */
export class SrvTargets implements ServiceTargets {
  #records: readonly SrvRecord[] = [];
  #freshUntil = Number.NEGATIVE_INFINITY;
  #looking: Promise<void> | null = null;
  readonly #setAside = new Map<string, number>();

  constructor(
    private readonly address: Pick<ServiceAddress, 'scheme' | 'host'>,
    private readonly lookup: SrvLookup,
    private readonly random: () => number,
  ) {}

  async inOrder(): Promise<readonly string[]> {
    if (performance.now() >= this.#freshUntil) await this.#look();
    const origins = drawOrder(this.#records, this.random).map((record) => this.#originOf(record));
    const [first] = origins;
    if (first === undefined)
      throw new ServiceFault('There is no target in its SRV records', { isPassing: true });
    const available = origins.filter((origin) => !this.#isSetAside(origin));
    // All have failed: one of them is enough to notice when that is over.
    return available.length > 0 ? available : [first];
  }

  failed(origin: string): void {
    this.#setAside.set(origin, performance.now() + setAsideMs);
  }

  #isSetAside(origin: string): boolean {
    return (this.#setAside.get(origin) ?? 0) > performance.now();
  }

  /** Once at a time, whoever waits for it. */
  #look(): Promise<void> {
    this.#looking ??= this.#lookNow().finally(() => {
      this.#looking = null;
    });
    return this.#looking;
  }

  async #lookNow(): Promise<void> {
    try {
      const records = await this.lookup.recordsOf(this.address.host);
      // A root as the target: the service is decidedly not there.
      this.#records = records.filter(({ name }) => name !== '' && name !== '.');
      this.#freshUntil = performance.now() + maxAgeMs;
      const known = new Set(this.#records.map((record) => this.#originOf(record)));
      for (const origin of this.#setAside.keys()) if (!known.has(origin)) this.#setAside.delete(origin);
    } catch (error) {
      if (this.#records.length === 0) throw new ServiceFault(failureReason(error), { isPassing: true });
      this.#freshUntil = performance.now() + lookupPauseMs;
    }
  }

  #originOf({ name, port }: SrvRecord): string {
    return `${this.address.scheme}//${name.replace(/\.$/, '')}:${port}`;
  }
}

/** RFC 2782, "Weight". */
function drawOrder(records: readonly SrvRecord[], random: () => number): readonly SrvRecord[] {
  const byPriority = Map.groupBy(records, ({ priority }) => priority);
  const priorities = [...byPriority.keys()].toSorted((a, b) => a - b);
  return priorities.flatMap((priority) => drawByWeight(byPriority.get(priority) ?? [], random));
}

function drawByWeight(records: readonly SrvRecord[], random: () => number): readonly SrvRecord[] {
  // Those without a weight come first, so that they have a small chance.
  const left = records.toSorted((a, b) => a.weight - b.weight);
  return records.map(() => {
    const total = left.reduce((sum, { weight }) => sum + weight, 0);
    let drawn = Math.floor(random() * (total + 1));
    const index = left.findIndex(({ weight }) => {
      drawn -= weight;
      return drawn <= 0;
    });
    return left.splice(index, 1)[0] as SrvRecord;
  });
}
