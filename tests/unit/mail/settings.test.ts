import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import { mailTest } from '#application/mail/mail-test.js';
import { NoMailer } from '#application/mail/no-mailer.js';
import { dkimSettings, mailSettings } from '#composition/features/mail.settings.js';
import { loadSmtpMailer } from '#composition/features/mail.smtp.js';
import { mailTokens } from '#composition/features/mail.tokens.js';
import { platform } from '#composition/platform/platform.tokens.js';
import { runtimeSettings } from '#composition/platform/runtime.feature.js';
import { composeService } from '#composition/service.js';
import { Settings } from '#composition/settings.js';
import { Email } from '#domain/users/email.js';
import { ConfigurationError } from '#infrastructure/configuration/configuration-error.js';
import { OperatorError } from '#infrastructure/operator-error.js';
import { aRecordingLogger } from '#testing/loggers.js';
import { overriding } from '#testing/overriding.js';
import { makeCertificate } from '../../support/certificate.js';
import { features } from '../configuration/load-config.js';

const production = {
  NODE_ENV: 'production',
  DATABASE_URL: 'postgres://gatehouse:9f2c1b7a55e0@db:5432/gatehouse?sslmode=verify-full',
  ENCRYPTION_KEY: randomBytes(32).toString('base64'),
  TOKEN_ISSUER: 'https://auth.example.com',
};
const smtp = {
  SMTP_URL: 'smtp://gate:a-long-random-one@mail.example.com',
  MAIL_FROM: 'Example <no-reply@example.com>',
  PUBLIC_URL: 'https://auth.example.com',
};

const load = (environment: Record<string, string>) => Settings.load(features, environment);
const mailOf = (environment: Record<string, string>) => load(environment).of(mailSettings);

function messageOf(environment: Record<string, string>): string {
  try {
    load(environment);
    return 'accepted';
  } catch (error) {
    if (error instanceof ConfigurationError) return error.message;
    throw error;
  }
}

describe('the settings of mail', () => {
  it.each([
    ['smtp://mail.example.com', { host: 'mail.example.com', port: 587, isTls: false, auth: null }],
    ['smtps://mail.example.com', { host: 'mail.example.com', port: 465, isTls: true, auth: null }],
    ['smtp://[::1]:2525/', { host: '::1', port: 2525, isTls: false, auth: null }],
    ['smtp://a%40b:c%3Ad@h', { host: 'h', port: 587, isTls: false, auth: { user: 'a@b', pass: 'c:d' } }],
  ])('read %s', (url, server) => {
    expect(mailOf({ SMTP_URL: url }).server).toEqual(server);
  });

  it.each([
    ['SMTP_URL', 'http://mail.example.com'],
    ['SMTP_URL', 'mail.example.com:587'],
    ['SMTP_URL', 'smtp://'],
    ['SMTP_URL', 'smtp://h/?tls.rejectUnauthorized=false'],
    ['SMTP_URL', 'smtp://u:hidden100%@h'],
    ['SMTP_URL', 'smtp://u:hidden@h/path'],
    ['MAIL_FROM', 'nobody'],
    ['MAIL_FROM', 'a@example.com, b@example.com'],
    ['MAIL_FROM', 'A <a@example.com> <b@example.com>'],
    ['MAIL_FROM', 'A\nBcc: x <a@example.com>'],
    ['MAIL_DEFAULT_LOCALE', 'de_AT'],
    ['MAIL_RETENTION_HOURS', '1'],
    ['SMTP_CA', 'none'],
    ['DKIM_DOMAIN', 'example'],
    ['DKIM_SELECTOR', 'a b'],
    ['DKIM_PRIVATE_KEY', 'none'],
    [
      'DKIM_PRIVATE_KEY',
      generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    ],
  ])('refuse %s=%s, and tell no secret', (variable, value) => {
    const message = messageOf({ [variable]: value });
    expect(message).toContain(`${variable} `);
    expect(message).not.toMatch(/hidden|MC4C/);
  });

  it('know the sender with and without a name', () => {
    expect(mailOf({ MAIL_FROM: 'Example & Söhne <No-Reply@Example.com>' }).sender).toMatchObject({
      name: 'Example & Söhne',
      address: { value: 'no-reply@example.com' },
    });
    expect(mailOf({ MAIL_FROM: 'post@example.com' }).sender.name).toBe('example.com');
    expect(mailOf({ MAIL_FROM: '<post@example.com>' }).sender.name).toBe('example.com');
  });

  it('take a certificate as it is', () => {
    const { cert } = makeCertificate();
    expect(mailOf({ SMTP_CA: cert }).ca).toBe(cert.trim());
  });

  it('leave production without mail as it was, and need PUBLIC_URL and MAIL_FROM with it', () => {
    expect(messageOf(production)).toBe('accepted');
    expect(messageOf({ ...production, ...smtp })).toBe('accepted');
    expect(messageOf({ ...production, ...smtp, PUBLIC_URL: '' })).toContain('SMTP_URL needs PUBLIC_URL');
    expect(messageOf({ ...production, ...smtp, MAIL_FROM: '' })).toContain('MAIL_FROM is required');
    expect(messageOf({ SMTP_URL: 'smtp://localhost' })).toBe('accepted');
  });
});

describe('the mail server', () => {
  const mailerOf = async (environment: Record<string, string>) => {
    const settings = load(environment);
    const mailer = await loadSmtpMailer(
      settings.of(mailSettings),
      settings.of(dkimSettings),
      settings.of(runtimeSettings),
    );
    mailer.close();
    return mailer.options;
  };

  it('has to speak TLS in production, unless that is given up', async () => {
    expect(await mailerOf({ ...production, ...smtp })).toMatchObject({ isTlsRequired: true });
    const insecure = { ...production, ...smtp, SMTP_ALLOW_INSECURE: 'true' };
    expect(await mailerOf(insecure)).toMatchObject({ isTlsRequired: false });
    expect(await mailerOf(smtp)).toMatchObject({ isTlsRequired: false });
  });

  it('has signed messages where all that it takes is set, and half of it ends the start', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
    const key = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
    const dkim = { DKIM_DOMAIN: 'example.com', DKIM_SELECTOR: 'one', DKIM_PRIVATE_KEY: key };
    expect(await mailerOf({ ...smtp, ...dkim })).toMatchObject({
      dkim: { domainName: 'example.com', keySelector: 'one' },
    });
    expect(await mailerOf(smtp)).toMatchObject({ dkim: null });
    for (const variable of Object.keys(dkim)) {
      await expect(mailerOf({ ...smtp, ...dkim, [variable]: '' })).rejects.toThrow(OperatorError);
    }
  });
});

describe('production without a mail server', () => {
  const logger = aRecordingLogger();
  const compose = () => {
    const container = composeService({
      environment: production,
      features: [
        overriding((wiring) => {
          wiring.replace(platform.logger, () => logger, []);
          // Nothing here needs a database.
          wiring.replace(mailTokens.messages, () => ({}) as never, []);
        }),
      ],
    });
    onTestFinished(() => container.close());
    return container;
  };

  it('drops messages, in a unit of work or not, and adds no jobs', async () => {
    const container = compose();
    expect(await container.get(mailTokens.isOn)).toBe(false);
    const mails = await container.get(mailTokens.mails);
    await mails.send(mailTest, { email: Email.parse('a@example.com'), locale: null }, mailTest.samples);
    expect(logger.records.filter(({ level }) => level !== 'debug')).toEqual([]);
    expect(logger.records).toMatchObject([{ fields: { mail: 'mail-test' } }]);
  });

  it('has messages of before wait for one', async () => {
    const mailer = await compose().get(mailTokens.mailer);
    expect(mailer).toBeInstanceOf(NoMailer);
    await expect(mailer.deliver({} as never, new AbortController().signal)).rejects.toThrow(/set SMTP_URL/);
  });
});
