import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defineMail } from '#application/mail/mail.js';
import { mailTest } from '#application/mail/mail-test.js';
import { systemContext } from '#application/shared/request-context.js';
import { mailTokens } from '#composition/features/mail.tokens.js';
import { platform } from '#composition/platform/platform.tokens.js';
import { Email } from '#domain/users/email.js';
import { E2eService } from '#testing/e2e-service.js';
import { aRecordingLogger } from '#testing/loggers.js';

const json = { headers: { accept: 'application/json' } };

describe('the mailbox of development', () => {
  let service: E2eService;
  const logger = aRecordingLogger();

  beforeAll(async () => {
    service = await E2eService.start({ logger });
    const { container } = service.service;
    const mails = await container.get(mailTokens.mails);
    const links = await container.get(mailTokens.links);
    const mailbox = await container.get(mailTokens.mailbox);
    for (const name of ['anna', 'berta']) {
      await (await container.get(platform.unitOfWork)).run(systemContext, () =>
        mails.send(
          mailTest,
          { email: Email.parse(`${name}@example.com`), locale: null },
          { sentAt: '2026-03-14T09:26Z' },
        ),
      );
      await service.drainJobs();
    }
    await (await container.get(mailTokens.mailer)).deliver(
      {
        id: '019602c4-6f2a-7d3e-9b1a-5c0e8f7d2a41',
        messageId: '<id@example.com>',
        to: 'carla@example.com',
        subject: '<script>alert(1)</script>',
        text: `Click ${links.to('verify-email', 'abc')}\n</pre><script>alert(2)</script>`,
        html: '<p onclick="alert(3)">"quoted"</p><script>alert(4)</script>',
        locale: 'en',
      },
      new AbortController().signal,
    );
    expect(await mailbox.list(null)).toHaveLength(3);
  });
  afterAll(() => service?.stop());

  it('is an array of what was sent, newest first', async () => {
    const { status, headers, body } = await service.http.get('/dev/mailbox', json);
    expect(status).toBe(200);
    expect(headers.get('content-type')).toMatch(/^application\/json/);
    expect(body.map(({ to }: { to: string }) => to)).toEqual([
      'carla@example.com',
      'berta@example.com',
      'anna@example.com',
    ]);
    expect(Object.keys(body[1])).toEqual(['id', 'to', 'subject', 'text', 'html', 'sentAt']);
    expect(body[1]).toMatchObject({
      subject: 'A test of Gatehouse',
      text: expect.stringContaining('March 14, 2026'),
    });
    expect(body[1].sentAt).toBe(new Date(body[1].sentAt).toISOString());
  });

  it('shows those of one recipient', async () => {
    const of = async (to: string) => (await service.http.get(`/dev/mailbox?to=${to}`, json)).body;
    expect(await of('Anna@Example.com')).toMatchObject([{ to: 'anna@example.com' }]);
    expect(await of('dora@example.com')).toEqual([]);
    expect((await service.http.get('/dev/mailbox?to=anna', json)).code).toBe('VALIDATION_ERROR');
    expect((await service.http.get('/dev/mailbox?to=a@b.cd&to=c@d.ef', json)).code).toBe('VALIDATION_ERROR');
  });

  it('is a page for people, in which nothing of a message runs', async () => {
    const { status, headers, text } = await service.http.get('/dev/mailbox', {
      headers: { accept: 'text/html,*/*;q=0.8' },
    });
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; style-src 'unsafe-inline'; img-src data:;/,
    );
    expect(text).not.toContain('<script');
    expect(text).not.toContain('onclick="');
    expect(text).toContain('&lt;script&gt;alert(1)');
    const { port } = new URL(service.http.baseUrl);
    expect(text).toContain(
      `<a href="http://localhost:${port}/account/verify-email#token=abc" target="_blank">`,
    );
    expect(text.match(/<iframe [^>]*>/g)).toHaveLength(3);
    for (const frame of text.match(/<iframe [^>]*>/g) ?? []) {
      expect(frame).toMatch(/ sandbox="allow-popups allow-popups-to-escape-sandbox" srcdoc="&lt;base /);
    }
  });

  it('is a page for whoever does not say', async () => {
    expect((await service.http.get('/dev/mailbox')).headers.get('content-type')).toMatch(/^text\/html/);
  });

  it('is there for this machine alone, by its own names', async () => {
    const app = await service.service.container.get(platform.app);
    const get = async (remoteAddress: string, host = 'localhost', headers = {}) =>
      (await app.inject({ url: '/dev/mailbox', remoteAddress, headers: { host, ...headers } })).statusCode;
    expect(await get('127.0.0.1')).toBe(200);
    expect(await get('127.9.9.9', '127.0.0.1:3000')).toBe(200);
    expect(await get('::1', '[::1]:3000')).toBe(200);
    expect(await get('::ffff:127.0.0.1', 'localhost:3000')).toBe(200);
    expect(await get('203.0.113.9', 'localhost', { 'x-forwarded-for': '127.0.0.1' })).toBe(404);
    expect(await get('172.17.0.1')).toBe(404);
    expect(await get('::ffff:10.0.0.1')).toBe(404);
    expect(await get('127.0.0.1', 'rebound.example')).toBe(404);
    expect(await get('127.0.0.1', 'localhost.rebound.example')).toBe(404);
  });

  it('is not there behind a proxy on this machine, trusted or not, whatever its clients claim', async () => {
    const proxied = await E2eService.start({
      database: service.database,
      env: { TRUSTED_PROXIES: 'loopback' },
    });
    try {
      for (const { http } of [service, proxied]) {
        for (const headers of [
          { host: 'staging.example', 'x-forwarded-for': '203.0.113.9', 'x-forwarded-host': 'localhost' },
          { host: 'staging.example', 'x-forwarded-host': 'localhost' },
          { 'x-forwarded-for': '203.0.113.9' },
          { 'x-forwarded-for': '127.0.0.1' },
          { forwarded: 'for=203.0.113.9' },
          { 'x-real-ip': '203.0.113.9' },
          { via: '1.1 proxy' },
        ]) {
          expect((await http.get('/dev/mailbox', { headers })).status).toBe(404);
        }
        expect((await http.get('/dev/mailbox')).status).toBe(200);
      }
    } finally {
      await proxied.stop();
    }
  });

  it('is told of in the log by a line for each message, without its token where nobody is developing', () => {
    expect(logger.records.filter(({ message }) => message === 'Mail').map(({ fields }) => fields)).toEqual([
      { to: 'anna@example.com', subject: 'A test of Gatehouse' },
      { to: 'berta@example.com', subject: 'A test of Gatehouse' },
      { to: 'carla@example.com', subject: '<script>alert(1)</script>' },
    ]);
  });
});

it('a mail without templates ends the start, with the name of the file', async () => {
  const broken = defineMail({ name: 'broken', description: '', samples: {} });
  const { defineFeature } = await import('#composition/define-feature.js');
  const starting = E2eService.start({
    features: [defineFeature({ name: 'breaking', mails: [broken] })],
    env: { STORAGE: 'memory' },
  });
  await expect(starting).rejects.toThrow(/The mail broken has no templates: en\/broken\.subject\.txt/);
});
