import type { ChallengeAlerts } from '#application/mfa/challenge-alerts.js';
import type { Clock } from '#application/shared/clock.js';
import type { RequestContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import { challengeExhausted } from '#domain/mfa/events.js';
import type { UserId } from '#domain/shared/ids.js';
import type { EventAppender } from '../event-appender.js';

/** By an event, in a unit of work of its own: that of the wrong code has rolled back. */
export class ChallengeEvents implements ChallengeAlerts {
  constructor(
    private readonly events: EventAppender,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async raise(userId: UserId, context: RequestContext): Promise<void> {
    const event = challengeExhausted(userId, { userId }, this.clock.now());
    await this.unitOfWork.run(context, () => this.events.append([event]));
  }
}
