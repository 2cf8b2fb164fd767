import type { StoredEvent } from '#application/events/stored-event.js';
import type { MailData, MailDefinition } from '#application/mail/mail.js';
import type { Mails } from '#application/mail/mails.js';
import type { MailAllowance } from '#application/mail-requests/mail-allowance.js';
import { recipientOf } from '#application/mail-requests/recipient.js';
import type { UserId } from '#domain/shared/ids.js';
import type { User } from '#domain/users/user.js';
import type { UserRepository } from '#domain/users/user-repository.js';
import { deviceNameOf } from './device-name.js';

/**
 * Tells owners what has happened to their accounts (ASVS 6.3.7), within a unit of work. It goes to the address that the
 * account has, verified or not, since there is no other; to one that is not verified only as many as anybody may cause,
 * so that nobody has us write to others by registering their address.
 */
export class Notices {
  constructor(
    private readonly users: UserRepository,
    private readonly allowance: MailAllowance,
    private readonly mails: Mails,
  ) {}

  /** Nothing where the account is gone. */
  async tell<Data extends MailData>(userId: UserId, mail: MailDefinition<Data>, data: Data): Promise<void> {
    const user = await this.users.findById(userId);
    if (user !== null) await this.tellOwner(user, mail, data);
  }

  async tellOwner<Data extends MailData>(user: User, mail: MailDefinition<Data>, data: Data): Promise<void> {
    const { email, emailVerifiedAt } = user.state;
    if (emailVerifiedAt === null && !(await this.allowance.take(email))) return;
    await this.mails.send(mail, recipientOf(user), data);
  }
}

/** When something happened, and whence it came. */
export function circumstancesOf({ occurredAt, ip, userAgent }: StoredEvent) {
  return { when: occurredAt.toISOString(), ip: ip ?? '–', device: deviceNameOf(userAgent) ?? '–' };
}
