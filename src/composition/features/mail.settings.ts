import { createPrivateKey, type KeyObject } from 'node:crypto';
import { parseSender } from '#application/mail/sender.js';
import { canonicalHost } from '#domain/users/email.js';
import { parseCertificate } from '#infrastructure/configuration/certificate.js';
import {
  type EarlierValues,
  flag,
  InvalidValue,
  integer,
  parsedText,
  text,
} from '#infrastructure/configuration/setting.js';
import { isLocale } from '#infrastructure/handlebars/mail/template-files.js';
import type { SmtpServer } from '#infrastructure/smtp/mail/smtp-mailer.js';
import { defineSettings } from '../define-settings.js';

export const mailSettings = defineSettings('Mail', {
  allowInsecure: flag('SMTP_ALLOW_INSECURE', {
    default: false,
    meaning:
      'Let production hand messages to a mail server without TLS, or with a certificate that nobody vouches for.',
    example: true,
  }),
  server: parsedText('SMTP_URL', parseSmtpUrl, {
    isSecret: true,
    defaultText: 'none: outside production messages end in `/dev/mailbox`, in production none is sent',
    meaning:
      'Mail server that messages are handed to: `smtps:` for TLS from the first byte (port 465), `smtp:` for STARTTLS ' +
      '(port 587), which production requires unless `SMTP_ALLOW_INSECURE` is set.',
    example: 'smtp://gatehouse:a-long-random-one@mail.example.com:587',
    production: { check: requirePublicUrl, rule: 'needs `PUBLIC_URL`, to which links in messages lead' },
  }),
  ca: parsedText('SMTP_CA', parseCertificate, {
    isSecret: true,
    meaning: 'Certificate (PEM) of a CA of your own that the mail server has its certificate from.',
    example: '<PEM>',
  }),
  sender: parsedText('MAIL_FROM', parseSender, {
    default: parseSender('Gatehouse <no-reply@gatehouse.invalid>'),
    defaultText: '`Gatehouse <no-reply@gatehouse.invalid>`',
    meaning: 'Whom messages are from. The service calls itself by that name in them.',
    example: 'Example <no-reply@example.com>',
    production: { isRequiredWith: 'SMTP_URL', rule: 'required with `SMTP_URL`' },
  }),
  defaultLocale: parsedText('MAIL_DEFAULT_LOCALE', parseLocale, {
    default: 'en',
    meaning:
      'Language of messages to people who have told none of theirs in which there are templates (BCP 47).',
    example: 'de',
  }),
  templates: text('MAIL_TEMPLATES', {
    meaning:
      'Folder `<locale>/<mail>.subject.txt`, `.txt`, `.html`: each file takes the place of the built-in one.',
    example: '/etc/gatehouse/mails',
  }),
  retentionHours: integer('MAIL_RETENTION_HOURS', {
    from: 48,
    to: 8_760,
    default: 168,
    unit: 'h',
    meaning: 'How long it is known who was sent what, without what it said.',
    example: 720,
  }),
});

export const dkimSettings = defineSettings('Mail', {
  domain: parsedText('DKIM_DOMAIN', parseDomain, {
    meaning: 'Domain that signs messages (RFC 6376), where the mail server does not; with the next two.',
    example: 'example.com',
  }),
  selector: parsedText('DKIM_SELECTOR', parseSelector, {
    meaning: 'Under which the public key is in the DNS: `<selector>._domainkey.<domain>`.',
    example: 'gatehouse',
  }),
  privateKey: parsedText('DKIM_PRIVATE_KEY', parseDkimKey, {
    isSecret: true,
    meaning: 'RSA key (PEM) of 1024 bits or more: `openssl genrsa 2048`.',
    example: '<PEM>',
  }),
});

const defaultPorts: Readonly<Record<string, number>> = { 'smtp:': 587, 'smtps:': 465 };

function parseSmtpUrl(given: string): SmtpServer {
  const url = URL.parse(given);
  const port = defaultPorts[url?.protocol ?? ''];
  const isPlain =
    url !== null && url.hostname !== '' && /^\/?$/.test(url.pathname) && url.search + url.hash === '';
  if (url === null || port === undefined || !isPlain) {
    throw new InvalidValue('must be a URL of the form smtp://user:password@host:587 or smtps://host');
  }
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? port : Number(url.port),
    isTls: url.protocol === 'smtps:',
    auth: url.username === '' ? null : { user: decoded(url.username), pass: decoded(url.password) },
  };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new InvalidValue('has a % that begins no escape: write it as %25');
  }
}

function requirePublicUrl(_server: SmtpServer, { PUBLIC_URL }: EarlierValues): void {
  if (PUBLIC_URL) return;
  throw new InvalidValue(
    'needs PUBLIC_URL, to which links in messages lead',
    'Set PUBLIC_URL to where clients reach the service, such as https://auth.example.com.',
  );
}

function parseLocale(given: string): string {
  if (isLocale(given)) return given;
  throw new InvalidValue('must be a locale of BCP 47, such as en or de-AT');
}

function parseDomain(given: string): string {
  const host = canonicalHost(given);
  if (host !== null) return host;
  throw new InvalidValue('must be a domain');
}

function parseSelector(given: string): string {
  if (/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(given)) return given;
  throw new InvalidValue('must be letters, digits, dots and dashes');
}

/** RFC 8301 §3.2. */
const smallestDkimKey = 1024;

function parseDkimKey(pem: string): string {
  let key: KeyObject;
  try {
    key = createPrivateKey(pem);
  } catch {
    throw new InvalidValue('must be a private key in PEM, without a passphrase');
  }
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (key.asymmetricKeyType === 'rsa' && bits >= smallestDkimKey) return pem;
  throw new InvalidValue(`must be an RSA key of ${smallestDkimKey} bits or more`);
}
