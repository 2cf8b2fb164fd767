import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { systemContext } from '#application/shared/request-context.js';
import { AccountCache } from '#infrastructure/cache/account-cache.js';
import { MemoryCacheLevel } from '#infrastructure/cache/memory-cache-level.js';
import { MemoryInvalidationChannel } from '#infrastructure/memory/invalidation-channel.js';
import { CurrentTransaction, Transaction } from '#infrastructure/shared/transaction.js';
import { aUserId } from '#testing/ids.js';
import { silentLogger } from '#testing/loggers.js';

const maxAgeMs = 30_000;

class FakeChannel extends MemoryInvalidationChannel {
  isUp = true;

  override isTrusted(): boolean {
    return this.isUp;
  }
}

/** A source whose readings the test lets end. */
class Source {
  readonly readings: PromiseWithResolvers<string | null>[] = [];

  read = (): Promise<string | null> => {
    const reading = Promise.withResolvers<string | null>();
    this.readings.push(reading);
    return reading.promise;
  };

  end(index: number, value: string | null = `value ${index}`): void {
    this.readings[index]?.resolve(value);
  }
}

describe('the cache of accounts', () => {
  const owner = aUserId();
  let now: number;
  let channel: FakeChannel;
  let shared: MemoryCacheLevel;
  let cache: AccountCache;
  let source: Source;
  const current = new CurrentTransaction<Transaction>();
  const newCache = () => {
    const memory = new MemoryCacheLevel(10, maxAgeMs);
    return new AccountCache(memory, shared, channel, current, silentLogger);
  };
  beforeEach(() => {
    now = 5_000;
    vi.spyOn(performance, 'now').mockImplementation(() => now);
    channel = new FakeChannel();
    shared = new MemoryCacheLevel(10, maxAgeMs);
    cache = newCache();
    source = new Source();
  });
  afterEach(() => vi.restoreAllMocks());
  const reading = (slot = 'view') => ({ owner, slot, source: source.read });
  const read = (isUsable: (value: string) => boolean = () => true) => cache.read({ ...reading(), isUsable });
  /** Until the levels have been asked and the source has been. */
  const begun = async (count: number) => {
    for (let turn = 0; turn < 10 && source.readings.length < count; turn += 1) await setImmediate();
    expect(source.readings.length).toBeGreaterThanOrEqual(count);
  };
  const readNow = async () => {
    const next = source.readings.length;
    const answer = read();
    await begun(next + 1);
    source.end(next);
    return answer;
  };

  it('reads once what is asked for again', async () => {
    expect(await readNow()).toBe('value 0');
    expect(await read()).toBe('value 0');
    expect(source.readings).toHaveLength(1);
  });

  it('lets those who ask at the same time wait for one reading', async () => {
    const answers = [read(), read(), read()];
    await begun(1);
    source.end(0);
    expect(await Promise.all(answers)).toEqual(['value 0', 'value 0', 'value 0']);
    expect(source.readings).toHaveLength(1);
  });

  it('is passed by in a transaction, which sees what nobody else does yet', async () => {
    await readNow();
    expect(await current.enter(new Transaction(), systemContext, readNow)).toBe('value 1');
    expect(await read()).toBe('value 0');
  });

  it('remembers no failure and nothing that is not there', async () => {
    const failing = read();
    await begun(1);
    source.readings[0]?.reject(new Error('down'));
    await expect(failing).rejects.toThrow('down');
    const absent = read();
    await begun(2);
    source.end(1, null);
    expect(await absent).toBeNull();
    expect(await readNow()).toBe('value 2');
  });

  it('reads again what has reached its age, and ahead of that while it is asked for', async () => {
    await readNow();
    now += maxAgeMs * 0.7;
    expect(await read()).toBe('value 0');
    expect(await read()).toBe('value 0');
    await begun(2);
    source.end(1);
    await setImmediate();
    now += maxAgeMs * 0.5;
    expect(await read()).toBe('value 1');
    expect(source.readings).toHaveLength(2);
    now += maxAgeMs;
    expect(await readNow()).toBe('value 2');
  });

  it('counts the age from the beginning of a reading', async () => {
    const slow = read();
    await begun(1);
    now += maxAgeMs - 1;
    source.end(0);
    await slow;
    expect(await read()).toBe('value 0');
    await begun(2);
    now += 1;
    source.end(1, null);
    await setImmediate();
    expect(await readNow()).toBe('value 2');
  });

  it('reads again what is no longer usable', async () => {
    await readNow();
    const answer = read(() => false);
    await begun(2);
    source.end(1);
    expect(await answer).toBe('value 1');
  });

  it('neither stores nor shares what a change has overtaken', async () => {
    const before = read();
    await begun(1);
    await cache.evict([owner]);
    const after = read();
    await begun(2);
    source.end(1, 'new');
    expect(await after).toBe('new');
    source.end(0, 'old');
    expect(await before).toBe('old');
    expect(await read()).toBe('new');
    expect(await newCache().read(reading())).toBe('new');
  });

  it('forgets everything when messages were missed, and what is being read with it', async () => {
    shared = new MemoryCacheLevel(10, 0);
    cache = newCache();
    await readNow();
    const before = cache.read(reading('session'));
    await begun(2);
    cache.missed();
    source.end(1);
    await before;
    expect(await readNow()).toBe('value 2');
    const after = cache.read(reading('session'));
    await begun(4);
    source.end(3);
    expect(await after).toBe('value 3');
  });

  it('asks the source each time while the channel is not trusted, once for those who ask together', async () => {
    await readNow();
    channel.isUp = false;
    const together = [read(), read()];
    await begun(2);
    source.end(1, 'now');
    expect(await Promise.all(together)).toEqual(['now', 'now']);
    expect(await readNow()).toBe('value 2');
    channel.isUp = true;
    expect(await read()).toBe('value 0');
  });

  it('takes from the shared level what another instance has read, with its age', async () => {
    await readNow();
    now += maxAgeMs - 1;
    const second = newCache();
    expect(await second.read(reading())).toBe('value 0');
    now += 1;
    const answer = second.read(reading());
    await begun(2);
    source.end(1);
    expect(await answer).toBe('value 1');
  });
});
