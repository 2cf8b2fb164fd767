import type { Clock } from '#application/shared/clock.js';
import type { UserPrincipal } from '#application/shared/request-context.js';
import type { EndReason } from '#domain/sessions/session.js';
import type { SessionRepository } from '#domain/sessions/session-repository.js';
import type { SessionId, UserId } from '#domain/shared/ids.js';

type Reason = Exclude<EndReason, 'expired'>;

/** Ends sessions, within a unit of work. @public */
export class SessionTermination {
  constructor(
    private readonly sessions: SessionRepository,
    private readonly clock: Clock,
  ) {}

  async endAll(userId: UserId, reason: Reason): Promise<void> {
    await this.#end(userId, reason, null);
  }

  /** All of the principal's sessions but the one that asks. */
  async endOthers(principal: UserPrincipal, reason: Reason): Promise<void> {
    await this.#end(principal.userId, reason, principal.sessionId);
  }

  async #end(userId: UserId, reason: Reason, except: SessionId | null): Promise<void> {
    const at = this.clock.now();
    const alive = await this.sessions.findAliveByUser(userId, at);
    const ending = alive.filter((session) => session.id !== except);
    for (const session of ending) session.revoke(reason, at);
    await this.sessions.save(...ending);
  }
}
