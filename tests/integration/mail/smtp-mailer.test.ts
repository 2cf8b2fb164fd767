import { createHash, createVerify, generateKeyPairSync } from 'node:crypto';
import type { SMTPServerOptions } from 'smtp-server';
import { describe, expect, it, onTestFinished } from 'vitest';
import { PermanentFailure } from '#application/jobs/job.js';
import type { OutgoingMail } from '#application/mail/mailer.js';
import { parseSender } from '#application/mail/sender.js';
import { SmtpMailer, type SmtpOptions } from '#infrastructure/smtp/mail/smtp-mailer.js';
import { makeCertificate } from '../../support/certificate.js';
import { SmtpSink } from '../../support/mail/smtp-sink.js';

const certificate = makeCertificate();
const { signal } = new AbortController();

const aMail: OutgoingMail = {
  id: '019602c4-6f2a-7d3e-9b1a-5c0e8f7d2a41',
  messageId: '<019602c4-6f2a-7d3e-9b1a-5c0e8f7d2a41@example.com>',
  to: 'anna@example.org',
  subject: 'Grüße an Zoë ✉',
  text: 'Schöne Grüße.\n.\nhttps://auth.example.com/account/verify-email#token=abc=\n',
  html: '<p>Schöne <b>Grüße</b>.</p>\n',
  locale: 'de',
};

async function sink(options: SMTPServerOptions = {}): Promise<SmtpSink> {
  const started = await SmtpSink.start(options);
  onTestFinished(() => started.stop());
  return started;
}

function mailer(port: number, options: Partial<SmtpOptions> & { readonly isTls?: boolean } = {}): SmtpMailer {
  const { isTls = false, ...others } = options;
  const made = new SmtpMailer({
    server: { host: '127.0.0.1', port, isTls, auth: null },
    sender: parseSender('Gatehouse <no-reply@example.com>'),
    isTlsRequired: false,
    ca: null,
    dkim: null,
    connections: 2,
    stepTimeoutMs: 10_000,
    attemptTimeoutMs: 20_000,
    ...others,
  });
  onTestFinished(() => made.close());
  return made;
}

const starttls = { ...certificate, secure: false };
const tls = { ...certificate, secure: true };
const plain = { disabledCommands: ['STARTTLS', 'AUTH'] };

describe('a message over SMTP', () => {
  it('arrives as text and HTML, with the headers of a machine', async () => {
    const server = await sink(plain);
    await mailer(server.port).deliver(aMail, signal);
    const [{ from, to, parsed }] = server.received as [(typeof server.received)[0]];
    expect({ from, to }).toEqual({ from: 'no-reply@example.com', to: ['anna@example.org'] });
    expect(parsed.subject).toBe(aMail.subject);
    expect(parsed.text).toBe(aMail.text);
    expect(parsed.html).toBe(aMail.html);
    expect(parsed.messageId).toBe(aMail.messageId);
    expect(parsed.from?.value).toEqual([{ name: 'Gatehouse', address: 'no-reply@example.com' }]);
    expect(parsed.headers.get('auto-submitted')).toBe('auto-generated');
    expect(parsed.headers.get('content-language')).toBe('de');
  });

  it('goes over one connection with the next', async () => {
    let connections = 0;
    const server = await sink({
      ...plain,
      onConnect: (_session, callback) => {
        connections += 1;
        callback();
      },
    });
    const pooled = mailer(server.port);
    for (const number of [1, 2, 3]) await pooled.deliver({ ...aMail, subject: `${number}` }, signal);
    expect([server.received.length, connections]).toEqual([3, 1]);
  });

  it.each([
    ['TLS from the first byte', tls, true],
    ['STARTTLS', starttls, false],
  ])('goes over %s to a server that can prove who it is', async (_what, options, isTls) => {
    const server = await sink(options);
    await mailer(server.port, { isTls, isTlsRequired: true, ca: certificate.cert }).deliver(aMail, signal);
    expect(server.received).toMatchObject([{ isSecure: true }]);
  });

  it.each([
    ['TLS', tls, true, true],
    ['TLS, required or not,', tls, true, false],
    ['STARTTLS', starttls, false, true],
  ])('does not go over %s to one that cannot', async (_what, options, isTls, isTlsRequired) => {
    const server = await sink(options);
    await expect(mailer(server.port, { isTls, isTlsRequired }).deliver(aMail, signal)).rejects.toThrow(
      /cannot be reached/,
    );
    expect(server.received).toEqual([]);
  });

  it('does not go without TLS where that is required, although the server would take it', async () => {
    const server = await sink(plain);
    const failure = mailer(server.port, { isTlsRequired: true }).deliver(aMail, signal);
    await expect(failure).rejects.not.toBeInstanceOf(PermanentFailure);
    expect([server.received, server.recipients]).toEqual([[], 0]);
  });

  it('uses what TLS there is where none is required', async () => {
    const server = await sink(starttls);
    await mailer(server.port).deliver(aMail, signal);
    expect(server.received).toMatchObject([{ isSecure: true }]);
  });

  it('logs in', async () => {
    const logins: unknown[] = [];
    const server = await sink({
      ...tls,
      authOptional: false,
      onAuth: ({ username, password }, _session, callback) => {
        logins.push([username, password]);
        if (password === 'p@ss:wörd') callback(null, { user: username });
        else callback(null, { message: 'no' } as never);
      },
    });
    const to = (pass: string) => ({
      host: '127.0.0.1',
      port: server.port,
      isTls: true,
      auth: { user: 'u', pass },
    });
    const options = { ca: certificate.cert };
    await mailer(server.port, { ...options, server: to('p@ss:wörd') }).deliver(aMail, signal);
    const refused = mailer(server.port, { ...options, server: to('other') }).deliver(aMail, signal);
    // Whoever mends the password finds the message still waiting.
    await expect(refused).rejects.not.toBeInstanceOf(PermanentFailure);
    expect(logins).toEqual([
      ['u', 'p@ss:wörd'],
      ['u', 'other'],
    ]);
    expect(server.received).toHaveLength(1);
  });

  it('carries a signature of its domain that the public key verifies (RFC 6376)', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const server = await sink(plain);
    const dkim = {
      domainName: 'example.com',
      keySelector: 'gatehouse',
      privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    };
    await mailer(server.port, { dkim }).deliver(aMail, signal);
    const { raw } = server.received[0] as { raw: string };
    const { tags, isBodyIntact, signed } = readDkim(raw);
    expect(tags).toMatchObject({ d: 'example.com', s: 'gatehouse', a: 'rsa-sha256', c: 'relaxed/relaxed' });
    expect(tags.h?.split(':').map((name) => name.toLowerCase())).toEqual(
      expect.arrayContaining(['from', 'to', 'subject', 'message-id', 'date']),
    );
    expect(isBodyIntact).toBe(true);
    const verifies = (data: string) =>
      createVerify('RSA-SHA256')
        .update(data, 'latin1')
        .verify(publicKey, tags.b as string, 'base64');
    expect(verifies(signed)).toBe(true);
    expect(verifies(signed.replace('anna@', 'eve@'))).toBe(false);
  });
});

/** The signature of a message, with what it is of: relaxed header and body canonicalization (RFC 6376 §3.4). */
function readDkim(raw: string) {
  const [head = '', ...rest] = raw.split('\r\n\r\n');
  const body = rest.join('\r\n\r\n');
  const headers = head.replaceAll(/\r\n(?=[ \t])/g, '').split('\r\n');
  const relaxed = (header: string) => {
    const colon = header.indexOf(':');
    return `${header.slice(0, colon).trim().toLowerCase()}:${header
      .slice(colon + 1)
      .replaceAll(/[ \t]+/g, ' ')
      .trim()}`;
  };
  const signature = relaxed(headers.find((header) => /^dkim-signature:/i.test(header)) as string);
  const tags: Record<string, string> = {};
  for (const tag of signature.slice('dkim-signature:'.length).split(';')) {
    const equals = tag.indexOf('=');
    tags[tag.slice(0, equals).trim()] = tag.slice(equals + 1).replaceAll(/\s/g, '');
  }
  const lines = body.split('\r\n').map((line) => line.replaceAll(/[ \t]+/g, ' ').replace(/ $/, ''));
  const canonicalBody = `${lines.join('\r\n').replace(/(\r\n)*$/, '')}\r\n`;
  const bodyHash = createHash('sha256').update(canonicalBody, 'latin1').digest('base64');
  const covered = (tags.h as string).split(':').flatMap((name) => {
    const found = headers.findLast((header) => header.toLowerCase().startsWith(`${name.toLowerCase()}:`));
    return found === undefined ? [] : [relaxed(found)];
  });
  const unsigned = signature.replace(/([;:] ?b=)[^;]*/, '$1');
  return { tags, isBodyIntact: bodyHash === tags.bh, signed: [...covered, unsigned].join('\r\n') };
}

describe('a server that does not take a message', () => {
  it('has the last word when it refuses recipient or message for good', async () => {
    const server = await sink(plain);
    const sending = mailer(server.port);
    server.recipientVerdict = () => 550;
    await expect(sending.deliver(aMail, signal)).rejects.toThrow(PermanentFailure);
    await expect(sending.deliver(aMail, signal)).rejects.toThrow(/550.*not here/);
    server.recipientVerdict = () => null;
    server.messageVerdict = () => 554;
    await expect(sending.deliver(aMail, signal)).rejects.toThrow(PermanentFailure);
    server.messageVerdict = () => null;
    await sending.deliver(aMail, signal);
    expect([server.recipients, server.received.length]).toEqual([4, 1]);
  });

  it.each([421, 450, 451, 452])('is asked again later when it says %i', async (code) => {
    const server = await sink(plain);
    const sending = mailer(server.port);
    server.recipientVerdict = () => code;
    await expect(sending.deliver(aMail, signal)).rejects.not.toBeInstanceOf(PermanentFailure);
    server.recipientVerdict = () => null;
    server.messageVerdict = () => code;
    await expect(sending.deliver(aMail, signal)).rejects.not.toBeInstanceOf(PermanentFailure);
    expect(server.received).toEqual([]);
  });

  it.each([530, 535])('is asked again later when it says %i, which is about us', async (code) => {
    const server = await sink(plain);
    server.recipientVerdict = () => code;
    await expect(mailer(server.port).deliver(aMail, signal)).rejects.not.toBeInstanceOf(PermanentFailure);
  });

  it('ends the attempt when it says nothing any more', async () => {
    const server = await sink(plain);
    server.recipientVerdict = () => 'hang';
    const hung = mailer(server.port, { stepTimeoutMs: 50 }).deliver(aMail, signal);
    await expect(hung).rejects.toThrow(/cannot be reached \(ETIMEDOUT\)/);
  });

  it('ends the attempt when its time is up, or the service stops, and sends nothing afterwards', async () => {
    const server = await sink(plain);
    server.recipientVerdict = () => 'hang';
    const sending = mailer(server.port);
    const stopping = new AbortController();
    const stopped = expect(sending.deliver(aMail, stopping.signal)).rejects.not.toBeInstanceOf(
      PermanentFailure,
    );
    await expect.poll(() => server.recipients).toBe(1);
    stopping.abort();
    await stopped;
    const slow = mailer(server.port, { attemptTimeoutMs: 50 });
    await expect(slow.deliver(aMail, signal)).rejects.not.toBeInstanceOf(PermanentFailure);
    server.recipientVerdict = () => null;
    await sending.deliver({ ...aMail, subject: 'the next' }, signal);
    expect(server.received.map(({ parsed }) => parsed.subject)).toEqual(['the next']);
  });

  it('may be down', async () => {
    const server = await SmtpSink.start(plain);
    const { port } = server;
    await server.stop();
    const sending = mailer(port);
    await expect(sending.deliver(aMail, signal)).rejects.toThrow(/cannot be reached/);
    const again = await SmtpSink.start(plain, port);
    onTestFinished(() => again.stop());
    await sending.deliver(aMail, signal);
    expect(again.received).toHaveLength(1);
  });

  it('sends nothing by itself a second time when its connection ends in the middle of a message', async () => {
    const server = await sink(plain);
    const sending = mailer(server.port);
    await sending.deliver(aMail, signal);
    server.messageVerdict = () => {
      void server.stop();
      return 'hang';
    };
    await expect(sending.deliver(aMail, signal)).rejects.not.toBeInstanceOf(PermanentFailure);
    expect(server.recipients).toBe(2);
  });
});

describe('what must not leave (REG-10, REG-11)', () => {
  it.each([
    ['two recipients', { to: 'anna@example.org,eve@example.org' }],
    ['two recipients', { to: 'anna@example.org;eve@example.org' }],
    ['two recipients', { to: 'anna@example.org eve@example.org' }],
    ['a name', { to: 'Anna <anna@example.org>' }],
    ['a command', { to: 'anna@example.org\r\nRCPT TO:<eve@example.org>' }],
    ['a header', { subject: 'Hello\r\nBcc: eve@example.org' }],
    ['a header', { subject: 'Hello\nBcc: eve@example.org' }],
    ['half of one', { subject: 'Hello\rBcc: eve@example.org' }],
    ['nothing', { subject: 'Hello\0' }],
    ['a header', { messageId: '<a@b>\r\nBcc: eve@example.org' }],
  ])('is a message with %s in place of one line: %j', async (_what, change) => {
    const server = await sink(plain);
    await expect(mailer(server.port).deliver({ ...aMail, ...change }, signal)).rejects.toThrow(
      PermanentFailure,
    );
    expect(server.recipients).toBe(0);
  });
});
