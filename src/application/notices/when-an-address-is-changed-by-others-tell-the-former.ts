import type { StoredEvent } from '#application/events/stored-event.js';
import type { Subscription } from '#application/events/subscription.js';
import type { UserId } from '#domain/shared/ids.js';
import { Email } from '#domain/users/email.js';
import { userEmailChanged } from '#domain/users/events.js';
import type { UserRepository } from '#domain/users/user-repository.js';
import { addressChanged } from './notice-mails.js';
import type { Notices } from './notices.js';

/** Owners who change it themselves are sent the way back instead, and show who they are by what was mailed. */
export class WhenAnAddressIsChangedByOthersTellTheFormer implements Subscription {
  readonly name = 'notices-of-changed-addresses';
  readonly description = 'Mails the former address of an account to which an administrator has given another one.';
  readonly events = [userEmailChanged];
  readonly start = 'now';
  readonly isTransactional = true;

  constructor(
    private readonly users: UserRepository,
    private readonly notices: Notices,
  ) {}

  async handle({ actorId, subjectId, occurredAt, payload }: StoredEvent): Promise<void> {
    if (actorId === null || actorId === subjectId) return;
    const user = await this.users.findById(subjectId as UserId);
    if (user === null) return;
    const data = { when: occurredAt.toISOString(), username: user.state.username.value };
    await this.notices.tellOwner(user, addressChanged, data, Email.rehydrate(String(payload.from)));
  }
}
