import { Email } from '#domain/users/email.js';
import { PermanentFailure } from '../jobs/job.js';
import type { OutgoingMail } from './mailer.js';

const control = /[\p{Cc}\u2028\u2029]/u;

/**
 * The last look at a message before it leaves, whoever made it: exactly one recipient, and no header that would end
 * early and begin another one (CVE-2022-35924, CWE-93).
 * @throws PermanentFailure for one that must not leave.
 */
export function requireSendable({ to, subject, messageId }: OutgoingMail): void {
  if (!isOneAddress(to)) throw new PermanentFailure('The recipient is not exactly one address');
  if (control.test(subject)) throw new PermanentFailure('The subject has control characters');
  if (!/^<[!-;=?-~]+@[!-;=?-~]+>$/.test(messageId)) throw new PermanentFailure('The message id is none');
}

function isOneAddress(to: string): boolean {
  try {
    return Email.parse(to).value === to;
  } catch {
    return false;
  }
}
