import type { Email } from '#domain/users/email.js';

/**
 * One name for the addresses that are likely to lead to one mailbox: without what follows a plus sign (RFC 5233), and
 * without dots. Where dots do tell mailboxes apart, the two share what is counted, which errs on the side of less mail.
 * It is compared and never mailed.
 */
export function mailboxOf({ local, domain }: Email): string {
  const [name = ''] = local.split('+', 1);
  const undotted = name.replaceAll('.', '');
  return `${undotted === '' ? local : undotted}@${domain}`;
}
