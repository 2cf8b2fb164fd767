import type { StoredEvent } from '#application/events/stored-event.js';
import type { Subscription } from '#application/events/subscription.js';
import type { UserId } from '#domain/shared/ids.js';
import { userRegistered } from '#domain/users/events.js';
import type { UserRepository } from '#domain/users/user-repository.js';
import type { AddressMails } from './address-mails.js';
import type { EmailAddressSettings } from './email-address-settings.js';

export class WhenUserRegisteredSendVerification implements Subscription {
  readonly name = 'when-user-registered-send-verification';
  readonly description = 'Mails the link that verifies the address to who has registered.';
  readonly events = [userRegistered];
  /** Those who are there already have waited for no mail. */
  readonly start = 'now';
  readonly isTransactional = true;

  constructor(
    private readonly users: UserRepository,
    private readonly mails: AddressMails,
    private readonly settings: Pick<EmailAddressSettings, 'verification'>,
  ) {}

  async handle({ subjectId }: StoredEvent): Promise<void> {
    if (this.settings.verification === 'off') return;
    const user = await this.users.findByIdForUpdate(subjectId as UserId);
    // Who has no password yet verifies the address by setting one.
    if (user?.state.isActive && user.state.passwordHash !== null) await this.mails.verify(user);
  }
}
