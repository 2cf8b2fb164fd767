import type { Clock } from '#application/shared/clock.js';
import type { EndReason } from '#domain/sessions/session.js';
import type { SessionRepository } from '#domain/sessions/session-repository.js';
import type { SessionId, UserId } from '#domain/shared/ids.js';

/** Why the sessions of a user end. @public */
export interface SessionsEnd {
  readonly userId: UserId;
  readonly reason: Exclude<EndReason, 'expired'>;
  readonly at: Date;
  /** From when on the account may have been in somebody else's hands; null where nothing is known of that. */
  readonly takenAt: Date | null;
}

/** What ends with all sessions of a user, or with those that end for some reasons. @public */
export interface CredentialEnding {
  /** Within the unit of work. */
  sessionsEnd(end: SessionsEnd): Promise<void>;
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
    await this.#end({ userId, reason, takenAt: null }, except);
  }

  /** All sessions of an account that is given back to its owner. @param takenAt when it may have been taken from them. */
  async endTaken(userId: UserId, reason: Exclude<EndReason, 'expired'>, takenAt: Date): Promise<void> {
    await this.#end({ userId, reason, takenAt });
  }

  async #end(end: Omit<SessionsEnd, 'at'>, except?: SessionId): Promise<void> {
    const { userId, reason } = end;
    const at = this.clock.now();
    const alive = await this.sessions.findAliveByUser(userId, at);
    const ending = alive.filter((session) => session.id !== except);
    for (const session of ending) session.revoke(reason, at);
    await this.sessions.save(...ending);
    for (const each of this.endings) await each.sessionsEnd({ ...end, at });
  }
}
