import { pathToFileURL } from 'node:url';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { PermanentFailure } from '#application/jobs/job.js';
import { DeliverMail } from '#application/mail/deliver-mail.js';
import { DevMailer } from '#application/mail/dev-mailer.js';
import { defineMail } from '#application/mail/mail.js';
import type { Mailer, OutgoingMail } from '#application/mail/mailer.js';
import { sendMail } from '#application/mail/send-mail.js';
import { systemContext } from '#application/shared/request-context.js';
import { defineFeature } from '#composition/define-feature.js';
import { mailTokens } from '#composition/features/mail.tokens.js';
import { memoryTokens } from '#composition/platform/memory.tokens.js';
import { platform } from '#composition/platform/platform.tokens.js';
import { Email } from '#domain/users/email.js';
import { MemoryDevMailbox } from '#infrastructure/memory/mail/dev-mailbox.js';
import { mailTable } from '#infrastructure/memory/mail/messages.js';
import { FakeClock } from '#testing/fake-clock.js';
import { aRecordingLogger } from '#testing/loggers.js';
import { overriding } from '#testing/overriding.js';
import { TestKit } from '#testing/test-kit.js';
import { jobHandlers, manualJobs, manualJobsFeature } from '../../support/mail/mail-kit.js';
import { templateFolder } from '../../support/mail/template-folder.js';

const welcome = defineMail({
  name: 'welcome',
  description: 'Says hello',
  samples: { name: 'Anna', link: 'https://auth.example.com/account/verify-email#token=sample' },
});
const token = 'the-secret-of-this-message';
const data = { name: 'Anna', link: `https://auth.example.com/account/verify-email#token=${token}` };
const anna = { email: Email.parse('anna@example.com'), locale: 'de-AT' };

/** Takes messages, or fails as it is told. */
class ScriptedMailer implements Mailer {
  readonly taken: OutgoingMail[] = [];
  readonly seen: OutgoingMail[] = [];
  next: () => void | Promise<void> = () => undefined;

  async deliver(mail: OutgoingMail): Promise<void> {
    this.seen.push(mail);
    await this.next();
    this.taken.push(mail);
  }
}

async function extension() {
  const files = Object.fromEntries(
    ['en', 'de'].flatMap((locale) =>
      ['subject.txt', 'txt', 'html'].map((part) => [
        `${locale}/welcome.${part}`,
        `${locale} {{name}} {{link}}`,
      ]),
    ),
  );
  return defineFeature({
    name: 'welcoming',
    mails: [welcome],
    mailTemplates: pathToFileURL(await templateFolder(files)),
  });
}

describe('a message', () => {
  let kit: TestKit;
  let mailer: ScriptedMailer;

  beforeEach(async () => {
    mailer = new ScriptedMailer();
    const scripted = overriding((wiring) => wiring.replace(mailTokens.mailer, () => mailer, []));
    kit = new TestKit({ features: [manualJobsFeature, scripted, await extension()] });
    onTestFinished(() => kit.close());
  });

  const run = async <T>(work: () => Promise<T>) =>
    (await kit.get(platform.unitOfWork)).run(systemContext, work);
  const send = async () => {
    const mails = await kit.get(mailTokens.mails);
    await run(() => mails.send(welcome, anna, data));
  };
  const round = async () => (await kit.get(manualJobs)).round(await kit.get(jobHandlers));
  const stored = async () => {
    const database = await kit.get(memoryTokens.database);
    const { waiting, deadLetters } = await kit.get(manualJobs);
    return JSON.stringify([database.table(mailTable).all(), waiting, deadLetters]);
  };

  it('leaves by a job that knows nothing but its id, filled in and in the language of the reader', async () => {
    await send();
    const [job] = (await kit.get(manualJobs)).waiting;
    expect(mailer.seen).toEqual([]);
    expect(job).toMatchObject({ job: { name: 'mail.send' }, payload: { id: expect.any(String) } });
    expect(Object.keys(job?.payload ?? {})).toEqual(['id']);
    expect(await round()).toEqual([]);
    expect(mailer.taken).toMatchObject([
      { to: 'anna@example.com', locale: 'de', subject: `de Anna ${data.link}`, id: job?.payload.id },
    ]);
    expect(mailer.taken[0]?.messageId).toBe(`<${job?.payload.id}@gatehouse.invalid>`);
  });

  it('is not sent where what it belongs to is rolled back', async () => {
    const mails = await kit.get(mailTokens.mails);
    const failing = run(async () => {
      await mails.send(welcome, anna, data);
      throw new Error('not after all');
    });
    await expect(failing).rejects.toThrow('not after all');
    expect((await kit.get(manualJobs)).waiting).toEqual([]);
  });

  it('belongs into a unit of work', async () => {
    const mails = await kit.get(mailTokens.mails);
    await expect(mails.send(welcome, anna, data)).rejects.toThrow(/unit of work/);
  });

  it('is refused at once without what it is filled in with', async () => {
    const mails = await kit.get(mailTokens.mails);
    const { link: _link, ...incomplete } = data;
    await expect(run(() => mails.send(welcome, anna, incomplete as never))).rejects.toThrow(
      'The mail welcome is handed in without link',
    );
  });

  it('is the same at each attempt, until one succeeds', async () => {
    await send();
    mailer.next = () => {
      throw new Error('later');
    };
    expect(await round()).toHaveLength(1);
    expect(await round()).toHaveLength(1);
    mailer.next = () => undefined;
    expect(await round()).toEqual([]);
    expect(await round()).toEqual([]);
    expect(mailer.taken).toHaveLength(1);
    expect(new Set(mailer.seen.map(({ messageId }) => messageId)).size).toBe(1);
  });

  it('that is refused for good is not tried again', async () => {
    await send();
    mailer.next = () => {
      throw new PermanentFailure('550 no such user');
    };
    expect(await round()).toHaveLength(1);
    const jobs = await kit.get(manualJobs);
    expect([jobs.waiting.length, jobs.deadLetters.length]).toEqual([0, 1]);
    // An operator's wish to try it once more finds nothing that could be sent.
    jobs.waiting.push(...jobs.deadLetters);
    expect(await round()).toEqual([]);
    expect(mailer.seen).toHaveLength(1);
  });

  it('is sent once, though two have its job', async () => {
    await send();
    const jobs = await kit.get(manualJobs);
    jobs.waiting.push({ ...jobs.waiting[0], id: 'the same again' } as never);
    const sent = Promise.withResolvers<void>();
    mailer.next = () => sent.promise;
    const both = round();
    await expect.poll(() => mailer.seen.length).toBe(1);
    sent.resolve();
    expect(await both).toMatchObject([{ message: expect.stringContaining('is being sent') }]);
    expect(await round()).toEqual([]);
    expect(mailer.seen).toHaveLength(1);
  });

  it('of somebody who is gone is sent again when the claim has run out, as the same message', async () => {
    await send();
    const { id } = mailPayload((await kit.get(manualJobs)).waiting);
    await (await kit.get(mailTokens.messages)).claim(id, 180);
    expect(await round()).toHaveLength(1);
    kit.clock.advance(180);
    expect(await round()).toEqual([]);
    expect(mailer.taken).toHaveLength(1);
  });

  it('that another one has taken over is not let go of by the first', async () => {
    await send();
    const { id } = mailPayload((await kit.get(manualJobs)).waiting);
    mailer.next = async () => {
      kit.clock.advance(600);
      await (await kit.get(mailTokens.messages)).claim(id, 180);
      throw new Error('too late');
    };
    expect(await round()).toMatchObject([{ message: 'too late' }]);
    mailer.next = () => undefined;
    expect(await round()).toMatchObject([{ message: expect.stringContaining('is being sent') }]);
  });

  it.each([
    ['sent', () => undefined],
    [
      'refused',
      () => {
        throw new PermanentFailure('550');
      },
    ],
  ])('is kept encrypted, and no more when it is %s', async (_outcome, next) => {
    await send();
    const messages = await kit.get(mailTokens.messages);
    const { id } = mailPayload((await kit.get(manualJobs)).waiting);
    const claim = await messages.claim(id, 0);
    if (typeof claim === 'string') throw new Error(claim);
    expect(await stored()).not.toContain(token);
    expect(await stored()).toContain(claim.mail.encryptedData);
    mailer.next = next;
    await round();
    expect(mailer.seen[0]?.text).toContain(token);
    expect(await stored()).not.toContain(claim.mail.encryptedData);
  });

  it('cannot be read by way of another one', async () => {
    await send();
    await send();
    const messages = await kit.get(mailTokens.messages);
    const claims = await Promise.all(
      (await kit.get(manualJobs)).waiting.map(({ payload }) => messages.claim(String(payload.id), 0)),
    );
    const [one, other] = claims.map((claim) => (typeof claim === 'string' ? null : claim.mail));
    const swapped = {
      claim: async () => ({ mail: { ...one, encryptedData: other?.encryptedData }, attempt: 1 }),
    };
    const handler = new DeliverMail(
      { ...swapped, release: async () => undefined } as never,
      await kit.get(mailTokens.templates),
      mailer,
      await kit.get(platform.cipher),
    );
    const { signal } = new AbortController();
    await expect(
      handler.handle({ id: 'job', payload: { id: one?.id ?? '' }, attempt: 1, signal }),
    ).rejects.toThrow(/does not fit/);
    expect(mailer.seen).toEqual([]);
  });

  it('waits for a mail server for about a day, and longer each time', () => {
    const { attempts, firstRetrySeconds, maxRetrySeconds } = sendMail;
    let seconds = 0;
    for (let retry = 0; retry < attempts - 1; retry += 1) {
      seconds += Math.min(firstRetrySeconds * 2 ** retry, maxRetrySeconds);
    }
    expect(seconds / 3600).toBeGreaterThan(24);
    expect(seconds / 3600).toBeLessThan(30);
  });
});

function mailPayload(waiting: readonly { readonly payload: Readonly<Record<string, unknown>> }[]): {
  id: string;
} {
  return { id: String(waiting[0]?.payload.id) };
}

describe('a link in a message', () => {
  it('leads below PUBLIC_URL, with the token in the fragment', async () => {
    const kit = new TestKit({
      features: [manualJobsFeature],
      env: { PUBLIC_URL: 'https://example.com/auth/' },
    });
    onTestFinished(() => kit.close());
    const links = await kit.get(mailTokens.links);
    expect(links.to('reset-password', 'a_b-c')).toBe(
      'https://example.com/auth/account/reset-password#token=a_b-c',
    );
    expect(links.to('reset-password', 'a&b=c d')).toContain('#token=a%26b%3Dc%20d');
    expect(() => links.to('../admin', 'a')).toThrow(/no name of a page/);
  });

  it('leads to this machine where there is none', async () => {
    const kit = new TestKit({ features: [manualJobsFeature], env: { PORT: '4711' } });
    onTestFinished(() => kit.close());
    expect((await kit.get(mailTokens.links)).to('verify-email', 'x')).toBe(
      'http://localhost:4711/account/verify-email#token=x',
    );
  });
});

describe('the mailer of development', () => {
  const mail = {
    id: '1',
    messageId: '<1@example.com>',
    to: 'anna@example.com',
    subject: 'Hello',
    text: 'See https://example.com/ or\nhttp://localhost:3000/account/verify-email#token=abc_-1\n',
    html: '',
    locale: 'en',
  };

  it('shows the link to click to whoever develops, and to the log nothing of it', async () => {
    const mailbox = new MemoryDevMailbox(new FakeClock());
    const logger = aRecordingLogger();
    const lines: string[] = [];
    await new DevMailer(mailbox, logger, (line) => lines.push(line)).deliver(mail);
    expect(logger.records).toEqual([]);
    expect(lines).toEqual([
      'Mail to anna@example.com: Hello http://localhost:3000/account/verify-email#token=abc_-1',
    ]);
    await new DevMailer(mailbox, logger, null).deliver(mail);
    expect(logger.records.map(({ fields }) => fields)).toEqual([
      { to: 'anna@example.com', subject: 'Hello' },
    ]);
    expect(await mailbox.list(null)).toHaveLength(1);
  });

  it('takes nothing that would not leave in production', async () => {
    const mailbox = new MemoryDevMailbox(new FakeClock());
    const mailer = new DevMailer(mailbox, aRecordingLogger(), null);
    await expect(mailer.deliver({ ...mail, subject: 'a\r\nBcc: eve@example.com' })).rejects.toThrow(
      PermanentFailure,
    );
    expect(await mailbox.list(null)).toEqual([]);
  });
});
