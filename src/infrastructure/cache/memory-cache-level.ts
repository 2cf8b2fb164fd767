import { LRUCache } from 'lru-cache';
import type { UserId } from '#domain/shared/ids.js';
import type { CachedValue, CacheLevel, Lease } from './cache-level.js';
import type { MonotonicNow } from './heartbeat.js';

export interface MemoryCacheSettings {
  readonly maxAccounts: number;
  readonly maxAgeMs: number;
}

interface Entry {
  readonly value: unknown;
  readonly readAt: number;
}

type Account = Map<string, Entry>;

/** Beyond it an account has sessions that ended long ago, or somebody plays with us. */
const maxSlots = 256;

/**
 * In this process, for the accounts used last. Ages are taken from a monotonic clock, so that a system clock
 * that is set back prolongs nothing. A lease is the account's own map: an eviction removes it, and what is
 * stored into a map that nobody finds is gone.
 */
export class MemoryCacheLevel implements CacheLevel {
  readonly #accounts: LRUCache<UserId, Account>;

  constructor(
    private readonly settings: MemoryCacheSettings,
    private readonly now: MonotonicNow = () => performance.now(),
  ) {
    this.#accounts = new LRUCache({ max: settings.maxAccounts });
  }

  find<Value>(owner: UserId, slot: string): CachedValue<Value> | null {
    const entry = this.#accounts.get(owner)?.get(slot);
    if (entry === undefined) return null;
    const ageMs = this.now() - entry.readAt;
    return ageMs < this.settings.maxAgeMs ? { value: entry.value as Value, ageMs } : null;
  }

  lease(owner: UserId): Lease {
    const known = this.#accounts.get(owner);
    if (known !== undefined) return known;
    const account: Account = new Map();
    this.#accounts.set(owner, account);
    return account;
  }

  store(owner: UserId, slot: string, lease: Lease, value: unknown, ageMs: number): void {
    const account = this.#accounts.peek(owner);
    if (account !== lease) return;
    if (account.size >= maxSlots && !account.has(slot)) account.clear();
    account.set(slot, { value, readAt: this.now() - ageMs });
  }

  evict(owner: UserId): void {
    this.#accounts.delete(owner);
  }

  clear(): void {
    this.#accounts.clear();
  }
}
