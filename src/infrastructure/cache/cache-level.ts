import type { AccountId } from '#domain/shared/ids.js';

/** What was known of an account when the reading of a value began. It ends when the account is evicted. */
export type Lease = object | string;

export interface CachedValue<Value> {
  readonly value: Value;
  /** Since the reading of it began, on whichever instance. */
  readonly ageMs: number;
}

type Answer<T> = T | Promise<T>;

/**
 * One level of the cache: values of accounts, each under a slot. An eviction names the account, so that it
 * need not know what is remembered of it. A value is stored only under a lease that was taken before it was
 * read and has not ended: what an eviction has overtaken is stale, and is never stored. No method rejects; a
 * level that cannot be reached knows nothing.
 */
export interface CacheLevel {
  find<Value>(owner: AccountId, slot: string): Answer<CachedValue<Value> | null>;
  /** Null where nothing can be stored now. */
  lease(owner: AccountId): Answer<Lease | null>;
  store(owner: AccountId, slot: string, lease: Lease, value: unknown, ageMs: number): Answer<void>;
  /** Forgets all of the account, and ends its leases. */
  evict(owner: AccountId): Answer<void>;
}
