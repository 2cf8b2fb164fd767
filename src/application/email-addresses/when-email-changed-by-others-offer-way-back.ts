import type { StoredEvent } from '#application/events/stored-event.js';
import type { Subscription } from '#application/events/subscription.js';
import type { UserId } from '#domain/shared/ids.js';
import { Email } from '#domain/users/email.js';
import { userEmailChanged } from '#domain/users/events.js';
import type { UserRepository } from '#domain/users/user-repository.js';
import type { AddressMails } from './address-mails.js';

/** The owner, who changes it by a link, is nobody that the event could name; an administrator is. */
export class WhenEmailChangedByOthersOfferWayBack implements Subscription {
  readonly name = 'when-email-changed-by-others-offer-way-back';
  readonly description =
    'Tells the old address when an administrator has changed it, and offers the way back.';
  readonly events = [userEmailChanged];
  /** Ways back from changes of long ago would be offered otherwise. */
  readonly start = 'now';
  readonly isTransactional = true;

  constructor(
    private readonly users: UserRepository,
    private readonly mails: AddressMails,
  ) {}

  async handle({ subjectId, actorId, payload }: StoredEvent): Promise<void> {
    const { from } = payload;
    if (actorId === null || typeof from !== 'string') return;
    const user = await this.users.findByIdForUpdate(subjectId as UserId);
    const oldEmail = Email.rehydrate(from);
    if (!user?.state.isActive || user.state.email.equals(oldEmail)) return;
    await this.mails.offerWayBack(user, oldEmail);
  }
}
