import type { StoredEvent } from '#application/events/stored-event.js';
import type { Subscription } from '#application/events/subscription.js';
import type { Mails } from '#application/mail/mails.js';
import { recipientOf } from '#application/mail-requests/recipient.js';
import type { UserId } from '#domain/shared/ids.js';
import { userRegistered } from '#domain/users/events.js';
import type { UserRepository } from '#domain/users/user-repository.js';
import { setPasswordMail } from './mails.js';
import type { PasswordLinks } from './password-links.js';

/** Of an account that was made without a password. */
export class WhenUserRegisteredSendInvitation implements Subscription {
  readonly name = 'when-user-registered-send-invitation';
  readonly description = 'Mails the link that sets the first password to owners of accounts without one.';
  readonly events = [userRegistered];
  /** Those who are there already have waited for no mail. */
  readonly start = 'now';
  readonly isTransactional = true;

  constructor(
    private readonly users: UserRepository,
    private readonly links: PasswordLinks,
    private readonly mails: Mails,
  ) {}

  async handle({ subjectId }: StoredEvent): Promise<void> {
    const user = await this.users.findByIdForUpdate(subjectId as UserId);
    if (!user?.state.isActive || user.state.passwordHash !== null) return;
    const link = await this.links.invitation(user);
    const username = user.state.username.value;
    await this.mails.send(setPasswordMail, recipientOf(user), { username, ...link });
  }
}
