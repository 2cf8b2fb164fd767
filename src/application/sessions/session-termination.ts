import type { Clock } from '#application/shared/clock.js';
import type { EndReason } from '#domain/sessions/session.js';
import type { SessionRepository } from '#domain/sessions/session-repository.js';
import type { SessionId, UserId } from '#domain/shared/ids.js';

/** What ends with all sessions of a user, or with those that end for some reasons. @public */
export interface CredentialEnding {
  /** Within the unit of work. */
  sessionsEnd(userId: UserId, reason: EndReason, at: Date): Promise<void>;
}

/** Ends sessions, within a unit of work. @public */
export class SessionTermination {
  constructor(
    private readonly sessions: SessionRepository,
    private readonly clock: Clock,
    private readonly endings: readonly CredentialEnding[],
  ) {}

  /** All sessions of the user, `except` one. */
  async endAll(userId: UserId, reason: Exclude<EndReason, 'expired'>, except?: SessionId): Promise<void> {
    const at = this.clock.now();
    const alive = await this.sessions.findAliveByUser(userId, at);
    const ending = alive.filter((session) => session.id !== except);
    for (const session of ending) session.revoke(reason, at);
    await this.sessions.save(...ending);
    for (const each of this.endings) await each.sessionsEnd(userId, reason, at);
  }
}
