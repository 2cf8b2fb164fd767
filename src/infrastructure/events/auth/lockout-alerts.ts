import type { LockoutAlerts } from '#application/auth/lockout-alerts.js';
import type { Clock } from '#application/shared/clock.js';
import type { RequestContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import { signInLocked } from '#domain/auth/events.js';
import type { UserId } from '#domain/shared/ids.js';
import type { EventAppender } from '../event-appender.js';

/** By an event, which stands even where the use case that failed rolls back. */
export class LockoutEvents implements LockoutAlerts {
  constructor(
    private readonly events: EventAppender,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async raise(userId: UserId, context: RequestContext): Promise<void> {
    const event = signInLocked(userId, {}, this.clock.now());
    await this.unitOfWork.afterCompletion(() =>
      this.unitOfWork.run({ ...context, isReadOnly: false }, () => this.events.append([event])),
    );
  }
}
