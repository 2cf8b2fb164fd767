import type { StoredEvent } from '#application/events/stored-event.js';
import type { Subscription } from '#application/events/subscription.js';
import type { UserId } from '#domain/shared/ids.js';
import { userPasswordChanged, userPasswordRemoved } from '#domain/users/events.js';
import { passwordChanged, passwordRemoved } from './notice-mails.js';
import { circumstancesOf, type Notices } from './notices.js';

export class WhenAPasswordChangesTellTheOwner implements Subscription {
  readonly name = 'notices-of-changed-passwords';
  readonly description = 'Mails the owner of an account when its password is changed or removed.';
  readonly events = [userPasswordChanged, userPasswordRemoved];
  readonly start = 'now';
  readonly isTransactional = true;

  constructor(private readonly notices: Notices) {}

  async handle(event: StoredEvent): Promise<void> {
    const circumstances = circumstancesOf(event);
    const userId = event.subjectId as UserId;
    if (event.name === userPasswordChanged.eventName) {
      await this.notices.tell(userId, passwordChanged, circumstances);
    } else {
      await this.notices.tell(userId, passwordRemoved, { when: circumstances.when });
    }
  }
}
