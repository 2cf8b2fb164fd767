import type { Email } from '#domain/users/email.js';

/** In a window that begins with the first and is not prolonged. @public */
export const mailboxLimit = { messages: 5, windowSeconds: 3_600 };

/**
 * How many messages that anybody can ask for go to one mailbox (OWASP Forgot Password Cheat Sheet). Durable, the same for
 * all instances, and timed by the clock of the store. @public
 */
export interface MailboxLimits {
  /**
   * Counts a message, as part of the unit of work.
   * @returns false, and counts nothing, where the mailbox has had enough.
   * @throws Error outside a unit of work.
   */
  take(recipient: Email): Promise<boolean>;
}

/** What many providers deliver into one mailbox counts as one: what follows a plus sign, and dots, make no other. @public */
export function mailboxOf({ local, domain }: Email): string {
  const [name = ''] = local.split('+', 1);
  return `${name.replaceAll('.', '') || local}@${domain}`;
}
