import type { StoredEvent } from '#application/events/stored-event.js';
import type { Subscription } from '#application/events/subscription.js';
import type { SessionTermination } from '#application/sessions/session-termination.js';
import type { UserId } from '#domain/shared/ids.js';
import { userRoleGranted } from '#domain/users/events.js';
import type { UserRepository } from '#domain/users/user-repository.js';
import type { RequiredFactors } from './required-factors.js';

/** Otherwise sessions that began with less would have the role for as long as they are refreshed. */
export class WhenARoleAsksForAFactorEndSessions implements Subscription {
  readonly name = 'second-factors-of-granted-roles';
  readonly description =
    'Ends the sessions of those who get a role that asks for a second factor, and have none.';
  readonly events = [userRoleGranted];
  readonly start = 'now';
  readonly isTransactional = true;

  constructor(
    private readonly users: UserRepository,
    private readonly sessions: SessionTermination,
    private readonly required: RequiredFactors,
  ) {}

  async handle({ subjectId }: StoredEvent): Promise<void> {
    const user = await this.users.findByIdForUpdate(subjectId as UserId);
    if (user === null || !this.required.areMissing(user.state)) return;
    await this.sessions.endAll(user.id, 'ended_by_admin');
  }
}
