import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { mailTest } from '#application/mail/mail-test.js';
import { parseSender } from '#application/mail/sender.js';
import { systemContext } from '#application/shared/request-context.js';
import { mailTokens } from '#composition/features/mail.tokens.js';
import { platform } from '#composition/platform/platform.tokens.js';
import { Email } from '#domain/users/email.js';
import { SmtpMailer } from '#infrastructure/smtp/mail/smtp-mailer.js';
import { E2eService } from '#testing/e2e-service.js';
import { execute } from '#testing/execute.js';
import { overriding } from '#testing/overriding.js';
import { makeCertificate } from '../../support/certificate.js';
import { jobHandlers, manualJobs, manualJobsFeature } from '../../support/mail/mail-kit.js';
import { SmtpSink } from '../../support/mail/smtp-sink.js';

const plain = { disabledCommands: ['STARTTLS', 'AUTH'] };

async function send(service: E2eService, address: string, locale: string | null = null): Promise<void> {
  const { container } = service.service;
  const mails = await container.get(mailTokens.mails);
  await (await container.get(platform.unitOfWork)).run(systemContext, () =>
    mails.send(mailTest, { email: Email.parse(address), locale }, { sentAt: '2026-03-14T09:26:53.589Z' }),
  );
}

async function round({ service: { container } }: E2eService): Promise<readonly Error[]> {
  return (await container.get(manualJobs)).round(await container.get(jobHandlers));
}

const rows = (service: E2eService) =>
  execute(service.database.url, 'SELECT state, attempts, data_encrypted AS data FROM mail_messages');

describe('messages on their way to a mail server', () => {
  let service: E2eService;
  let sink: SmtpSink;
  let mailer: SmtpMailer;

  beforeAll(async () => {
    sink = await SmtpSink.start(plain);
    mailer = new SmtpMailer({
      server: { host: '127.0.0.1', port: sink.port, isTls: false, auth: null },
      sender: parseSender('Gatehouse <no-reply@example.com>'),
      isTlsRequired: false,
      ca: null,
      dkim: null,
      connections: 5,
      stepTimeoutMs: 1_000,
      attemptTimeoutMs: 20_000,
    });
    const pointed = overriding((wiring) => wiring.replace(mailTokens.mailer, () => mailer, []));
    service = await E2eService.start({ features: [manualJobsFeature, pointed] });
  });
  afterAll(async () => {
    mailer?.close();
    await service?.stop();
    await sink?.stop();
  });

  it('are neither lost nor sent twice while it is down, says "later", or is slow to be back', async () => {
    const { port } = sink;
    await sink.stop();
    const people = Array.from({ length: 12 }, (_, index) => `person${index}@example.org`);
    for (const person of people) await send(service, person);
    expect(await round(service)).toHaveLength(people.length);
    expect(await round(service)).toHaveLength(people.length);
    sink = await SmtpSink.start(plain, port);
    const asked = new Set<string>();
    sink.recipientVerdict = (address) => {
      const isFirst = !asked.has(address);
      asked.add(address);
      return isFirst ? 451 : null;
    };
    expect(await round(service)).toHaveLength(people.length);
    expect(await round(service)).toEqual([]);
    expect(await round(service)).toEqual([]);
    expect(sink.received.flatMap(({ to }) => to).sort()).toEqual([...people].sort());
    expect(new Set(sink.received.map(({ parsed }) => parsed.messageId)).size).toBe(people.length);
    for (const row of await rows(service)) expect(row).toEqual({ state: 'sent', attempts: 4, data: null });
  });

  it('keep nobody waiting when it hangs', async () => {
    await execute(service.database.url, 'DELETE FROM mail_messages');
    sink.recipientVerdict = () => 'hang';
    const before = sink.recipients;
    await send(service, 'anna@example.org');
    const hanging = round(service);
    await expect.poll(() => sink.recipients).toBe(before + 1);
    // While that attempt lasts, units of work with messages of their own come and go.
    await send(service, 'berta@example.org');
    const { status } = await service.http.get('/health/ready');
    expect(status).toBe(200);
    expect(await hanging).toHaveLength(1);
    sink.recipientVerdict = () => null;
    sink.received.length = 0;
    expect(await round(service)).toEqual([]);
    expect(sink.received.flatMap(({ to }) => to).sort()).toEqual(['anna@example.org', 'berta@example.org']);
  });

  it('are offered once to one that refuses the recipient', async () => {
    await execute(service.database.url, 'DELETE FROM mail_messages');
    sink.recipientVerdict = () => 550;
    const before = sink.recipients;
    await send(service, 'nobody@example.org');
    expect(await round(service)).toHaveLength(1);
    expect(await round(service)).toEqual([]);
    expect(sink.recipients).toBe(before + 1);
    expect(await rows(service)).toEqual([{ state: 'refused', attempts: 1, data: null }]);
    sink.recipientVerdict = () => null;
  });

  it('that an instance was sending when it died are repeated, as the same messages', async () => {
    await execute(service.database.url, 'DELETE FROM mail_messages');
    await send(service, 'anna@example.org');
    const { container } = service.service;
    const { waiting } = await container.get(manualJobs);
    const claim = await (await container.get(mailTokens.messages)).claim(String(waiting[0]?.payload.id), 180);
    if (typeof claim === 'string') throw new Error(claim);
    const { id, messageId } = claim.mail;
    await mailer.deliver(
      { id, messageId, to: 'anna@example.org', subject: 'A', text: 'A', html: 'A', locale: 'en' },
      new AbortController().signal,
    );
    expect(await round(service)).toMatchObject([{ message: expect.stringContaining('is being sent') }]);
    await execute(
      service.database.url,
      `UPDATE mail_messages SET claimed_until = claimed_until - interval '180 s'`,
    );
    expect(await round(service)).toEqual([]);
    const mine = sink.received.filter(({ parsed }) => parsed.messageId === messageId);
    expect(mine).toHaveLength(2);
  });
});

it('a service with SMTP_URL sends over it, signed, in the language of the reader, and has no mailbox', async () => {
  const certificate = makeCertificate();
  const logins: unknown[] = [];
  const sink = await SmtpSink.start({
    ...certificate,
    secure: true,
    authOptional: false,
    onAuth: ({ username, password }, _session, callback) => {
      logins.push([username, password]);
      callback(null, { user: username });
    },
  });
  onTestFinished(() => sink.stop());
  const { generateKeyPairSync } = await import('node:crypto');
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const service = await E2eService.start({
    features: [manualJobsFeature],
    env: {
      SMTP_URL: `smtps://gate%40house:p%25ss@127.0.0.1:${sink.port}`,
      SMTP_CA: certificate.cert,
      MAIL_FROM: 'Beispiel <post@example.com>',
      DKIM_DOMAIN: 'example.com',
      DKIM_SELECTOR: 'one',
      DKIM_PRIVATE_KEY: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    },
  });
  onTestFinished(() => service.stop());
  await send(service, 'anna@example.org', 'de-CH');
  expect(await round(service)).toEqual([]);
  const [mail] = sink.received;
  expect(logins).toEqual([['gate@house', 'p%ss']]);
  expect(mail).toMatchObject({ from: 'post@example.com', to: ['anna@example.org'], isSecure: true });
  expect(mail?.parsed.subject).toBe('Eine Probe von Beispiel');
  expect(mail?.parsed.text).toContain('14. März 2026');
  expect(mail?.parsed.html).toContain('<html lang="de">');
  expect(mail?.raw).toMatch(/^DKIM-Signature:.*d=example\.com/m);
  expect((await service.http.get('/dev/mailbox')).status).toBe(404);
});
