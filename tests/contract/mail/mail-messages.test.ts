import { describe, expect, it } from 'vitest';
import type { MailClaim } from '#application/mail/mail-messages.js';
import { mailTokens } from '#composition/features/mail.tokens.js';
import { UuidV7Generator } from '#infrastructure/system/uuid-v7-generator.js';
import { testIds } from '#testing/ids.js';
import { describeOnEveryStore, type Store } from '#testing/stores.js';
import { times } from '../fixture.js';

/** In order also within a millisecond. */
const ids = new UuidV7Generator();

function aMail() {
  const id = ids.next();
  return {
    id,
    messageId: `<${id}@example.com>`,
    recipient: 'anna@example.com',
    locale: 'de-AT',
    template: 'welcome',
    encryptedData: `encrypted ${id}`,
  };
}

function suite(store: Store): void {
  const messages = () => store.get(mailTokens.messages);
  const added = async () => {
    const mail = aMail();
    await store.run(async () => (await messages()).add(mail));
    return mail;
  };
  /** Seconds of a claim that has run out when it is made: times are stored in milliseconds, rounded. */
  const over = -1;
  const claimOf = async (id: string, seconds: number) => {
    const claim = await (await messages()).claim(id, seconds);
    if (typeof claim === 'string') throw new Error(`It is ${claim}`);
    return claim;
  };

  it('give back what was put in', async () => {
    const mail = await added();
    expect(await claimOf(mail.id, 60)).toEqual({ mail, attempt: 1 });
    const plain = { ...aMail(), locale: null };
    await store.run(async () => (await messages()).add(plain));
    expect((await claimOf(plain.id, 60)).mail).toEqual(plain);
  });

  it('are told of by recipient, page by page, without what is in them', async () => {
    const recipient = `${testIds.next()}@example.com`;
    const history = await store.get(mailTokens.history);
    for (const template of ['first', 'second', 'third']) {
      const mail = { ...aMail(), recipient, template };
      await store.run(async () => (await messages()).add(mail));
      if (template === 'first') await (await messages()).finish(mail.id, 'sent');
    }
    await added();
    const record = { locale: 'de-AT', createdAt: expect.any(Date) };
    const page = await history.pageTo(recipient, 2, null);
    expect(page.items).toEqual([
      { ...record, template: 'first', state: 'sent' },
      { ...record, template: 'second', state: 'waiting' },
    ]);
    expect(await history.pageTo(recipient, 2, page.nextCursor)).toEqual({
      items: [{ ...record, template: 'third', state: 'waiting' }],
      nextCursor: null,
    });
    expect((await history.pageTo('nobody@example.com', 2, null)).items).toEqual([]);
  });

  it('take none outside of a unit of work, and none of one that is rolled back', async () => {
    const mail = aMail();
    await expect((await messages()).add(mail)).rejects.toThrow(/unit of work/);
    const failing = store.run(async () => {
      await (await messages()).add(mail);
      throw new Error('not after all');
    });
    await expect(failing).rejects.toThrow('not after all');
    expect(await (await messages()).claim(mail.id, 60)).toBe('over');
  });

  it('are claimed by one of many', async () => {
    const { id } = await added();
    const claims = await Promise.all(times(8, async () => (await messages()).claim(id, 60)));
    expect(claims.filter((claim) => claim === 'busy')).toHaveLength(7);
    expect(claims.filter((claim) => typeof claim === 'object')).toHaveLength(1);
  });

  it('can be claimed again when a claim is over', async () => {
    const { id } = await added();
    await (await messages()).release(await claimOf(id, 60));
    await claimOf(id, over);
    expect((await claimOf(id, 60)).attempt).toBe(3);
    expect(await (await messages()).claim(id, 60)).toBe('busy');
  });

  it('are let go of by whoever has them, and by nobody else', async () => {
    const { id } = await added();
    const first: MailClaim = await claimOf(id, over);
    const second = await claimOf(id, 60);
    await (await messages()).release(first);
    expect(await (await messages()).claim(id, 60)).toBe('busy');
    await (await messages()).release(second);
    expect((await claimOf(id, 60)).attempt).toBe(3);
  });

  it.each(['sent', 'refused'] as const)(
    'that are %s are over, whatever happens to them later',
    async (outcome) => {
      const { id } = await added();
      const claim = await claimOf(id, over);
      await (await messages()).finish(id, outcome);
      expect(await (await messages()).claim(id, 60)).toBe('over');
      await (await messages()).release(claim);
      await (await messages()).finish(id, 'refused');
      expect(await (await messages()).claim(id, 60)).toBe('over');
    },
  );

  it('are not kept for longer than they should be, whatever has become of them', async () => {
    const retention = await store.get(mailTokens.retention);
    const deleteAll = () => retention.deleteOverFor(-60, 1000);
    await deleteAll();
    const [first, second] = [await added(), await added()];
    await (await messages()).finish(first.id, 'sent');
    expect(await retention.deleteOverFor(60, 1000)).toBe(0);
    expect(await retention.deleteOverFor(-60, 1)).toBe(1);
    expect(await deleteAll()).toBe(1);
    expect(await (await messages()).claim(second.id, 60)).toBe('over');
  });
}

describe('mail messages', () => describeOnEveryStore('MailMessages', {}, suite));

describe('the mailbox of development', () =>
  describeOnEveryStore('DevMailbox', {}, (store) => {
    const anOutgoing = (to: string) => ({
      id: testIds.next(),
      messageId: '<id@example.com>',
      to,
      subject: `To ${to}`,
      text: 'text',
      html: '<p>html</p>',
      locale: 'en',
    });

    it('shows the newest first, of all or of one', async () => {
      const mailbox = await store.get(mailTokens.mailbox);
      const [one, other, last] = ['a@example.com', 'b@example.com', 'a@example.com'].map(anOutgoing) as [
        ReturnType<typeof anOutgoing>,
        ReturnType<typeof anOutgoing>,
        ReturnType<typeof anOutgoing>,
      ];
      for (const mail of [one, other, last]) await mailbox.put(mail);
      expect((await mailbox.list(null)).map(({ id }) => id)).toEqual([last.id, other.id, one.id]);
      expect(await mailbox.list('b@example.com')).toEqual([
        {
          id: other.id,
          to: 'b@example.com',
          subject: 'To b@example.com',
          text: 'text',
          html: '<p>html</p>',
          sentAt: expect.any(Date),
        },
      ]);
      expect(await mailbox.list('c@example.com')).toEqual([]);
    });

    it('has a message once, and no more than the last few hundred', async () => {
      const mailbox = await store.get(mailTokens.mailbox);
      const repeated = anOutgoing('c@example.com');
      await mailbox.put(repeated);
      await mailbox.put(repeated);
      expect(await mailbox.list('c@example.com')).toHaveLength(1);
      for (const mail of times(300, () => anOutgoing('d@example.com'))) await mailbox.put(mail);
      expect(await mailbox.list(null)).toHaveLength(300);
      expect(await mailbox.list('c@example.com')).toEqual([]);
    });
  }));
