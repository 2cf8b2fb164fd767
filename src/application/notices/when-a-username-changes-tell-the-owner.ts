import type { StoredEvent } from '#application/events/stored-event.js';
import type { Subscription } from '#application/events/subscription.js';
import type { UserId } from '#domain/shared/ids.js';
import { userRenamed } from '#domain/users/events.js';
import { usernameChanged } from './notice-mails.js';
import { circumstancesOf, type Notices } from './notices.js';

/** Usernames sign in, so that whoever changes one may keep its owner out. */
export class WhenAUsernameChangesTellTheOwner implements Subscription {
  readonly name = 'notices-of-changed-usernames';
  readonly description = 'Mails the owner of an account when its username is changed.';
  readonly events = [userRenamed];
  readonly start = 'now';
  readonly isTransactional = true;

  constructor(private readonly notices: Notices) {}

  async handle(event: StoredEvent): Promise<void> {
    const { subjectId, actorId, payload } = event;
    const names = { before: String(payload.from), username: String(payload.to) };
    const isOwn = actorId === subjectId;
    const data = { ...circumstancesOf(event), ...names, isOwn };
    await this.notices.tell(subjectId as UserId, usernameChanged, data);
  }
}
