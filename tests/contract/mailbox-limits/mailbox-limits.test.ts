import { expect, it } from 'vitest';
import { mailboxLimitsTokens } from '#composition/features/mailbox-limits.tokens.js';
import { Email } from '#domain/users/email.js';
import { nextSerial } from '#testing/ids.js';
import { describeOnEveryStore } from '#testing/stores.js';
import { StandIns } from '../../support/stand-ins.js';
import { times } from '../fixture.js';

describeOnEveryStore('MailboxLimits', { features: [new StandIns().feature] }, (store) => {
  const take = (address: string) =>
    store.run(async () => (await store.get(mailboxLimitsTokens.limits)).take(Email.parse(address)));
  const aName = () => `box${nextSerial()}`;

  it('lets five through, of many at once too', async () => {
    const address = `${aName()}@example.com`;
    const taken = await Promise.all(times(20, () => take(address)));
    expect(taken.filter(Boolean)).toHaveLength(5);
    expect(await take(address)).toBe(false);
    expect(await take(`${aName()}@example.com`)).toBe(true);
  });

  it('RST-09 counts what reaches one mailbox together', async () => {
    const name = aName();
    for (const address of [
      `${name}@example.com`,
      `${name.toUpperCase()}@EXAMPLE.com`,
      `${name}+1@example.com`,
      `${name}+x+y@example.com`,
      `b.ox${name.slice(3)}@example.com`,
    ]) {
      expect(await take(address)).toBe(true);
    }
    expect(await take(`${name}+2@example.com`)).toBe(false);
    expect(await take(`${name}@example.org`)).toBe(true);
  });

  it('counts nothing that is rolled back, and needs a unit of work', async () => {
    const address = `${aName()}@example.com`;
    const limits = await store.get(mailboxLimitsTokens.limits);
    for (const _ of times(9, () => 0)) {
      const failing = store.run(async () => {
        await limits.take(Email.parse(address));
        throw new Error('rolled back');
      });
      await expect(failing).rejects.toThrow('rolled back');
    }
    expect(await take(address)).toBe(true);
    await expect(limits.take(Email.parse(address))).rejects.toThrow('unit of work');
  });
});
