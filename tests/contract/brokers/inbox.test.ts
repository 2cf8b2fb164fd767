import { expect, it } from 'vitest';
import { brokersTokens } from '#composition/features/brokers.tokens.js';
import { testIds } from '#testing/ids.js';
import { describeOnEveryStore } from '#testing/stores.js';

describeOnEveryStore('Inbox', {}, (store) => {
  const accept = async (id: string, consumer = 'ours') => {
    const inbox = await store.get(brokersTokens.inbox);
    return store.run(() => inbox.accept(consumer, id));
  };

  it('accepts a message once for each consumer, of many at once too', async () => {
    const id = testIds.next();
    const accepted = await Promise.all(Array.from({ length: 20 }, () => accept(id)));
    expect(accepted.filter(Boolean)).toHaveLength(1);
    expect(await accept(id)).toBe(false);
    expect(await accept(id, 'theirs')).toBe(true);
    expect(await accept(testIds.next())).toBe(true);
  });

  it('accepts again what was rolled back', async () => {
    const id = testIds.next();
    const inbox = await store.get(brokersTokens.inbox);
    const failing = store.run(async () => {
      expect(await inbox.accept('ours', id)).toBe(true);
      throw new Error('on purpose');
    });
    await expect(failing).rejects.toThrow('on purpose');
    expect(await accept(id)).toBe(true);
    await expect(inbox.accept('ours', testIds.next())).rejects.toThrow('unit of work');
  });

  it('forgets what was handled long ago', async () => {
    const id = testIds.next();
    await accept(id);
    const retention = await store.get(brokersTokens.retention);
    await retention.deleteOverFor(3600, 100);
    expect(await accept(id)).toBe(false);
    await retention.deleteOverFor(0, 1000);
    expect(await accept(id)).toBe(true);
  });
});

describeOnEveryStore('BegunMessages', {}, (store) => {
  const begin = async (place: string, consumer = 'ours') => {
    const begun = await store.get(brokersTokens.begun);
    return store.run(() => begun.begin(consumer, place));
  };
  const end = async (place: string) => {
    const begun = await store.get(brokersTokens.begun);
    await store.run(() => begun.end('ours', place));
  };

  it('count what has begun and not ended, for each consumer and place', async () => {
    expect([
      await begin('1/7'),
      await begin('1/7'),
      await begin('1/8'),
      await begin('1/7', 'theirs'),
    ]).toEqual([1, 2, 1, 1]);
    await end('1/7');
    expect([await begin('1/7'), await begin('1/8'), await begin('1/7', 'theirs')]).toEqual([1, 2, 2]);
    await end('never begun');
  });

  it('are changed in a unit of work only', async () => {
    const begun = await store.get(brokersTokens.begun);
    await expect(begun.begin('ours', '2/1')).rejects.toThrow('unit of work');
    await expect(begun.end('ours', '2/1')).rejects.toThrow('unit of work');
  });

  it('are forgotten after long', async () => {
    await begin('3/1');
    const retention = await store.get(brokersTokens.begunRetention);
    await retention.deleteOverFor(3600, 100);
    expect(await begin('3/1')).toBe(2);
    await retention.deleteOverFor(0, 1000);
    expect(await begin('3/1')).toBe(1);
  });
});
