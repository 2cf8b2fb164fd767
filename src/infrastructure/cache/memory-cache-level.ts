import { LRUCache } from 'lru-cache';
import type { AccountId } from '#domain/shared/ids.js';
import type { CachedValue, CacheLevel, Lease } from './cache-level.js';

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
  readonly #accounts: LRUCache<AccountId, Account>;

  /** @param maxAgeMs from the reading of a value; 0: nothing is remembered. */
  constructor(
    maxAccounts: number,
    readonly maxAgeMs: number,
  ) {
    this.#accounts = new LRUCache({ max: maxAccounts });
  }

  find<Value>(owner: AccountId, slot: string): CachedValue<Value> | null {
    const entry = this.#accounts.get(owner)?.get(slot);
    if (entry === undefined) return null;
    const ageMs = performance.now() - entry.readAt;
    return ageMs < this.maxAgeMs ? { value: entry.value as Value, ageMs } : null;
  }

  lease(owner: AccountId): Lease {
    const known = this.#accounts.get(owner);
    if (known !== undefined) return known;
    const account: Account = new Map();
    this.#accounts.set(owner, account);
    return account;
  }

  store(owner: AccountId, slot: string, lease: Lease, value: unknown, ageMs: number): void {
    const account = this.#accounts.peek(owner);
    if (account !== lease) return;
    if (account.size >= maxSlots && !account.has(slot)) account.clear();
    account.set(slot, { value, readAt: performance.now() - ageMs });
  }

  evict(owner: AccountId): void {
    this.#accounts.delete(owner);
  }

  clear(): void {
    this.#accounts.clear();
  }
}
