import type { Recipient } from '#application/mail/mails.js';
import type { Email } from '#domain/users/email.js';
import type { User } from '#domain/users/user.js';

/** The owner of an account, at the address that it has, or at another one. @public */
export function recipientOf({ state }: User, email: Email = state.email): Recipient {
  return { email, locale: state.locale?.value ?? null };
}
