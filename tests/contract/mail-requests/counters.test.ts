import { expect, it } from 'vitest';
import { mailRequestsTokens } from '#composition/features/mail-requests.tokens.js';
import { nextSerial } from '#testing/ids.js';
import { describeOnEveryStore } from '#testing/stores.js';
import { Mailroom } from '../../support/mailroom.js';
import { StoreTime } from '../../support/store-time.js';
import { times } from '../fixture.js';

const time = new StoreTime(
  (passed) => `UPDATE mail_counters SET forget_at = forget_at - ${passed},
    counted_at = ARRAY(SELECT at - ${passed} FROM unnest(counted_at) AS counted (at))`,
);
const features = [new Mailroom().feature, time.feature];
const aMailbox = () => `mailbox${nextSerial()}@example.com`;

describeOnEveryStore('MailCounters', { features }, (store) => {
  const count = async (mailbox: string, most = 3, seconds = 600) => {
    const counters = await store.get(mailRequestsTokens.counters);
    return store.run(() => counters.count(mailbox, most, seconds));
  };

  it('counts each mailbox until it is full', async () => {
    const [mailbox, other] = [aMailbox(), aMailbox()];
    expect([await count(mailbox), await count(mailbox), await count(mailbox)]).toEqual([true, true, true]);
    expect([await count(mailbox), await count(mailbox)]).toEqual([false, false]);
    expect(await count(other)).toBe(true);
    expect(await count(other, 0)).toBe(false);
    expect(await count(aMailbox(), 0)).toBe(false);
  });

  it('lets no more through within any stretch of time, wherever it begins', async () => {
    const mailbox = aMailbox();
    await count(mailbox);
    await time.pass(store, 400);
    expect([await count(mailbox), await count(mailbox), await count(mailbox)]).toEqual([true, true, false]);
    await time.pass(store, 199);
    expect(await count(mailbox)).toBe(false);
    await time.pass(store, 1);
    expect([await count(mailbox), await count(mailbox)]).toEqual([true, false]);
    await time.pass(store, 400);
    expect([await count(mailbox), await count(mailbox), await count(mailbox)]).toEqual([true, true, false]);
  });

  it('lets no more of many through at once', async () => {
    const mailbox = aMailbox();
    const counted = await Promise.all(times(30, () => count(mailbox)));
    expect(counted.filter((isCounted) => isCounted)).toHaveLength(3);
  });

  it('counts nothing that is rolled back, and nothing outside of a unit of work', async () => {
    const mailbox = aMailbox();
    const counters = await store.get(mailRequestsTokens.counters);
    const failing = store.run(async () => {
      expect(await counters.count(mailbox, 1, 600)).toBe(true);
      throw new Error('rolled back');
    });
    await expect(failing).rejects.toThrow('rolled back');
    expect([await count(mailbox, 1), await count(mailbox, 1)]).toEqual([true, false]);
    await expect(counters.count(mailbox, 1, 600)).rejects.toThrow('unit of work');
  });

  it('is forgotten when nothing of it counts any more', async () => {
    const retention = await store.get(mailRequestsTokens.retention);
    await time.pass(store, 10_000);
    await retention.deleteOverFor(0, 1_000);
    const mailbox = aMailbox();
    await count(mailbox);
    await time.pass(store, 599);
    expect(await retention.deleteOverFor(0, 10)).toBe(0);
    await time.pass(store, 1);
    expect(await retention.deleteOverFor(0, 10)).toBe(1);
  });
});
