import type { Clock } from '#application/shared/clock.js';
import type { AccountFarewell } from '#application/users/account-removal.js';
import type { User } from '#domain/users/user.js';
import { accountDeleted } from './notice-mails.js';
import type { Notices } from './notices.js';

/** In the transaction that deletes: afterwards nobody knows the address. */
export class SendDeletionReceipt implements AccountFarewell {
  constructor(
    private readonly notices: Notices,
    private readonly clock: Clock,
  ) {}

  bid(user: User): Promise<void> {
    const data = { when: this.clock.now().toISOString(), username: user.state.username.value };
    return this.notices.tellOwner(user, accountDeleted, data);
  }
}
