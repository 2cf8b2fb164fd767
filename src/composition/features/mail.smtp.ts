import { sendMail } from '#application/mail/send-mail.js';
import { OperatorError } from '#infrastructure/operator-error.js';
import type { Dkim, SmtpMailer } from '#infrastructure/smtp/mail/smtp-mailer.js';
import type { ValuesOf } from '../define-settings.js';
import type { runtimeSettings } from '../platform/runtime.feature.js';
import type { dkimSettings, mailSettings } from './mail.settings.js';

/** RFC 5321 §4.5.3.2 has minutes, for relays of its time; a server of one's own answers at once. */
const stepTimeoutMs = 20_000;
/** Before the job's own, so that it is this one that tells what became of the message. */
const attemptTimeoutMs = 60_000;

/** Its library is not loaded where there is no mail server. @throws OperatorError for half of a DKIM signature. */
export async function loadSmtpMailer(
  { server, allowInsecure, ca, sender }: ValuesOf<typeof mailSettings>,
  dkim: ValuesOf<typeof dkimSettings>,
  { environment }: ValuesOf<typeof runtimeSettings>,
): Promise<SmtpMailer> {
  if (server === undefined) throw new OperatorError('SMTP_URL names no mail server');
  const { SmtpMailer: Loaded } = await import('#infrastructure/smtp/mail/smtp-mailer.js');
  return new Loaded({
    server,
    sender,
    isTlsRequired: environment === 'production' && !allowInsecure,
    ca: ca ?? null,
    dkim: dkimOf(dkim),
    connections: sendMail.concurrency,
    stepTimeoutMs,
    attemptTimeoutMs,
  });
}

function dkimOf({ domain, selector, privateKey }: ValuesOf<typeof dkimSettings>): Dkim | null {
  if (domain !== undefined && selector !== undefined && privateKey !== undefined) {
    return { domainName: domain, keySelector: selector, privateKey };
  }
  if (domain === undefined && selector === undefined && privateKey === undefined) return null;
  throw new OperatorError(
    'DKIM_DOMAIN, DKIM_SELECTOR and DKIM_PRIVATE_KEY go together: set all of them, or none',
  );
}
