import type { Logger } from '#application/shared/logger.js';
import type { AccountId } from '#domain/shared/ids.js';
import type { CurrentTransaction, Transaction } from '../shared/transaction.js';
import type { CacheLevel, Lease } from './cache-level.js';
import type { InvalidationChannel, InvalidationListener } from './invalidation-channel.js';
import type { MemoryCacheLevel } from './memory-cache-level.js';

/** A value of an account, and where it comes from. */
export interface Reading<Value> {
  readonly owner: AccountId;
  readonly slot: string;
  source(): Promise<Value | null>;
  /** Whether what is remembered may still be answered with; always, unless it is said. */
  isUsable?(value: Value): boolean;
}

/** An entry that is still asked for at this part of its life is read again before it ends. */
const refreshAt = 2 / 3;

/**
 * What was read of accounts: in memory, then in a level that instances share, where there is one, then from
 * the source. Requests for one value that is not there wait for one reading. While the channel is not
 * trusted, neither level is: each request goes to the source.
 */
export class AccountCache implements InvalidationListener {
  /** What is being read, by account and slot. */
  readonly #flights = new Map<string, Promise<unknown>>();

  constructor(
    private readonly memory: MemoryCacheLevel,
    private readonly shared: CacheLevel | null,
    private readonly channel: InvalidationChannel,
    private readonly transaction: Pick<CurrentTransaction<Transaction>, 'get'>,
    private readonly logger: Logger,
  ) {}

  read<Value>(reading: Reading<Value>): Promise<Value | null> {
    const { owner, slot, source } = reading;
    // A transaction sees what nobody else does yet.
    if (this.transaction.get() !== null) return source();
    if (!this.channel.isTrusted()) return this.#joined(owner, `${slot} at the source`, source);
    const found = this.memory.find<Value>(owner, slot);
    if (found === null || reading.isUsable?.(found.value) === false) {
      return this.#joined(owner, slot, () => this.#fill(reading));
    }
    if (found.ageMs >= refreshAt * this.memory.maxAgeMs) this.#refresh(reading);
    return Promise.resolve(found.value);
  }

  /** Forgets accounts in every level, so that the next request sees what is stored now. */
  async evict(owners: readonly AccountId[]): Promise<void> {
    // First the shared level, or the memory could be filled from it again.
    for (const owner of owners) await this.shared?.evict(owner);
    this.changed(owners);
  }

  changed(owners: readonly AccountId[]): void {
    for (const owner of owners) {
      this.memory.evict(owner);
      // Whoever comes from now on must not be answered with what was read before.
      for (const flight of this.#flights.keys()) if (flight.startsWith(owner)) this.#flights.delete(flight);
    }
  }

  missed(): void {
    this.memory.clear();
    this.#flights.clear();
  }

  async #fill<Value>(reading: Reading<Value>): Promise<Value | null> {
    const { owner, slot } = reading;
    const lease = this.memory.lease(owner);
    const found = await this.shared?.find<Value>(owner, slot);
    if (!found || reading.isUsable?.(found.value) === false) return this.#load(reading, lease);
    this.memory.store(owner, slot, lease, found.value, found.ageMs);
    return found.value;
  }

  async #load<Value>({ owner, slot, source }: Reading<Value>, lease: Lease): Promise<Value | null> {
    const sharedLease = await this.shared?.lease(owner);
    const startedAt = performance.now();
    const value = await source();
    if (value === null) return null;
    const ageMs = performance.now() - startedAt;
    this.memory.store(owner, slot, lease, value, ageMs);
    if (sharedLease) void this.shared?.store(owner, slot, sharedLease, value, ageMs);
    return value;
  }

  #refresh(reading: Reading<unknown>): void {
    const { owner, slot } = reading;
    if (this.#flights.has(`${owner} ${slot}`)) return;
    const lease = this.memory.lease(owner);
    this.#joined(owner, slot, () => this.#load(reading, lease)).catch((error) =>
      this.logger.debug('A cached value was not read again', { error }),
    );
  }

  /** Runs `read` unless it runs already: then its end is waited for. */
  #joined<Value>(owner: AccountId, slot: string, read: () => Promise<Value | null>): Promise<Value | null> {
    const key = `${owner} ${slot}`;
    const running = this.#flights.get(key);
    if (running !== undefined) return running as Promise<Value | null>;
    const flight = read().finally(() => {
      if (this.#flights.get(key) === flight) this.#flights.delete(key);
    });
    this.#flights.set(key, flight);
    return flight;
  }
}
