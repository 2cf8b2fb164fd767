import type { StoredEvent } from '#application/events/stored-event.js';
import type { Subscription } from '#application/events/subscription.js';
import type { Sagas } from '#application/sagas/sagas.js';
import { userDeleted } from '#domain/users/events.js';
import { accountErasure } from './account-erasure.js';

export class WhenAUserIsDeletedEraseThemElsewhere implements Subscription {
  readonly name = 'account-erasure';
  readonly description = 'Begins to have other services confirm that a deleted account is erased there.';
  readonly events = [userDeleted];
  readonly start = 'now';
  readonly isTransactional = true;

  constructor(private readonly sagas: Sagas) {}

  async handle({ subjectId }: StoredEvent): Promise<void> {
    await this.sagas.start(accountErasure, subjectId);
  }
}
