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
