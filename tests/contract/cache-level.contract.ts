import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CacheLevel, Lease } from '#infrastructure/cache/cache-level.js';
import { aUserId } from '#testing/ids.js';

export const maxAgeMs = 20_000;

export interface OpenCacheLevel {
  readonly level: CacheLevel;
  /** Removes everything, as an operator may. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

export function cacheLevelContract(open: () => Promise<OpenCacheLevel>): void {
  let opened: OpenCacheLevel;
  let level: CacheLevel;
  beforeEach(async () => {
    opened = await open();
    level = opened.level;
  });
  afterEach(() => opened.close());

  const owner = aUserId();
  const value = { roles: ['user'], at: new Date('2026-01-02T03:04:05.678Z'), nothing: null, isActive: true };
  const lease = async (of = owner) => (await level.lease(of)) as Lease;
  const store = async (slot: string, stored: unknown = value, ageMs = 0) =>
    level.store(owner, slot, await lease(), stored, ageMs);
  const find = async (slot: string, of = owner) => (await level.find(of, slot))?.value ?? null;

  it('finds what was stored, dates included', async () => {
    expect(await find('view')).toBeNull();
    await store('view');
    expect(await find('view')).toEqual(value);
  });

  it('keeps slots and accounts apart', async () => {
    await store('view', 'a');
    await store('session', 'b');
    expect([await find('view'), await find('session')]).toEqual(['a', 'b']);
    expect(await find('view', aUserId())).toBeNull();
  });

  it('knows the age, which is that of the reading', async () => {
    await store('view', value, 5_000);
    const found = await level.find(owner, 'view');
    expect(found?.ageMs).toBeGreaterThanOrEqual(5_000);
    expect(found?.ageMs).toBeLessThan(maxAgeMs);
    await store('view', value, maxAgeMs);
    expect(await find('view')).toBeNull();
  });

  it('forgets all of an account, and of no other', async () => {
    const other = aUserId();
    await store('view');
    await store('session');
    await level.store(other, 'view', await lease(other), value, 0);
    await level.evict(owner);
    expect([await find('view'), await find('session')]).toEqual([null, null]);
    expect(await find('view', other)).toEqual(value);
  });

  describe('does not store', () => {
    it('what was read before an eviction', async () => {
      const before = await lease();
      await level.evict(owner);
      await level.store(owner, 'view', before, 'stale', 0);
      expect(await find('view')).toBeNull();
      await store('view', 'fresh');
      await level.store(owner, 'view', before, 'stale', 0);
      expect(await find('view')).toBe('fresh');
    });

    it('what was read before everything was removed', async () => {
      const before = await lease();
      await store('session');
      await opened.flush();
      expect(await find('session')).toBeNull();
      await level.store(owner, 'view', before, 'stale', 0);
      expect(await find('view')).toBeNull();
    });
  });
}
