import type { Logger } from '#application/shared/logger.js';
import type { UserId } from '#domain/shared/ids.js';
import type { CacheLevel, Lease } from './cache-level.js';
import type { InvalidationChannel, InvalidationListener } from './invalidation-channel.js';
import type { MemoryCacheLevel, MonotonicNow } from './memory-cache-level.js';

export interface AccountCacheSettings {
  /** From the reading of a value; 0: nothing is remembered. */
  readonly maxAgeMs: number;
}

/** Where the account's view is; its other slots are sessions. */
export const viewSlot = 'view';

/** An entry that is still asked for at this part of its life is read again before it ends. */
const refreshAt = 2 / 3;

/**
 * What was read of accounts: in memory, then in a level that instances share, where there is one, then from
 * the source. Requests for one value that is not there wait for one reading. While the channel is not
 * trusted, neither level is: each request goes to the source.
 */
export class AccountCache implements InvalidationListener {
  readonly #flights = new Map<UserId, Map<string, Promise<unknown>>>();

  constructor(
    private readonly memory: MemoryCacheLevel,
    private readonly shared: CacheLevel | null,
    private readonly channel: InvalidationChannel,
    private readonly logger: Logger,
    private readonly settings: AccountCacheSettings,
    private readonly now: MonotonicNow = () => performance.now(),
  ) {}

  /** @param isUsable whether what is remembered may still be answered with. */
  read<Value>(
    owner: UserId,
    slot: string,
    source: () => Promise<Value | null>,
    isUsable: (value: Value) => boolean = () => true,
  ): Promise<Value | null> {
    if (!this.channel.isTrusted()) return this.#joined(owner, `${slot} at the source`, source);
    const found = this.memory.find<Value>(owner, slot);
    if (found === null || !isUsable(found.value)) {
      return this.#joined(owner, slot, () => this.#fill(owner, slot, source, isUsable));
    }
    if (found.ageMs >= refreshAt * this.settings.maxAgeMs) this.#refresh(owner, slot, source);
    return Promise.resolve(found.value);
  }

  /** Forgets an account in every level, so that the next request sees what is stored now. */
  async evict(owner: UserId): Promise<void> {
    // First the shared level, or the memory could be filled from it again.
    await this.shared?.evict(owner);
    this.changed(owner);
  }

  changed(owner: UserId): void {
    this.memory.evict(owner);
    // Whoever comes from now on must not be answered with what was read before.
    this.#flights.delete(owner);
  }

  /** Remembers a login in every level. */
  async recordLogin(owner: UserId, at: Date): Promise<void> {
    await this.shared?.evict(owner);
    this.loggedIn(owner, at);
  }

  /** What a login changes of a view is known, so the view need not be read again. */
  loggedIn(owner: UserId, at: Date): void {
    type View = { readonly lastLoginAt: Date | null };
    const amended = (view: View) =>
      view.lastLoginAt !== null && view.lastLoginAt >= at ? view : { ...view, lastLoginAt: at };
    // What is being read may have missed it.
    if (this.#flights.get(owner)?.has(viewSlot)) this.changed(owner);
    else this.memory.amend<View>(owner, viewSlot, amended);
  }

  missed(): void {
    this.memory.clear();
    this.#flights.clear();
  }

  async #fill<Value>(
    owner: UserId,
    slot: string,
    source: () => Promise<Value | null>,
    isUsable: (value: Value) => boolean,
  ): Promise<Value | null> {
    const lease = this.memory.lease(owner);
    const shared = await this.shared?.find<Value>(owner, slot);
    if (!shared || !isUsable(shared.value)) return this.#load(owner, slot, source, lease);
    this.memory.store(owner, slot, lease, shared.value, shared.ageMs);
    return shared.value;
  }

  async #load<Value>(
    owner: UserId,
    slot: string,
    source: () => Promise<Value | null>,
    lease: Lease,
  ): Promise<Value | null> {
    const sharedLease = await this.shared?.lease(owner, slot);
    const startedAt = this.now();
    const value = await source();
    if (value === null) return null;
    const ageMs = this.now() - startedAt;
    this.memory.store(owner, slot, lease, value, ageMs);
    if (sharedLease) void this.shared?.store(owner, slot, sharedLease, value, ageMs);
    return value;
  }

  #refresh(owner: UserId, slot: string, source: () => Promise<unknown>): void {
    if (this.#flights.get(owner)?.has(slot)) return;
    const lease = this.memory.lease(owner);
    this.#joined(owner, slot, () => this.#load(owner, slot, source, lease)).catch((error) =>
      this.logger.debug('A cached value was not read again', { error }),
    );
  }

  /** Runs `read` unless it runs already: then its end is waited for. */
  #joined<Value>(owner: UserId, slot: string, read: () => Promise<Value | null>): Promise<Value | null> {
    const flights = this.#flights.get(owner) ?? new Map<string, Promise<unknown>>();
    const running = flights.get(slot);
    if (running !== undefined) return running as Promise<Value | null>;
    const flight = read().finally(() => {
      flights.delete(slot);
      if (flights.size === 0 && this.#flights.get(owner) === flights) this.#flights.delete(owner);
    });
    flights.set(slot, flight);
    this.#flights.set(owner, flights);
    return flight;
  }
}
