import type { AuditTrail } from '#application/audit/audit-trail.js';
import { clientNetwork } from '#application/shared/client-network.js';
import type { Clock } from '#application/shared/clock.js';
import type { RequestContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import type { Role } from '#domain/access/role.js';
import type { PresentedToken, RotationOutcome, Session } from '#domain/sessions/session.js';
import type { SessionRepository } from '#domain/sessions/session-repository.js';
import type { SessionId, UserId } from '#domain/shared/ids.js';
import type { SessionPolicy } from './session-policy.js';
import type { SessionSettings } from './session-settings.js';

export type Rotation =
  | {
      readonly outcome: Extract<RotationOutcome, { successor: number }>;
      readonly session: Session;
      readonly roles: readonly Role[];
    }
  | { readonly outcome: Exclude<RotationOutcome, { successor: number }> };

/** A retry so much later is not that of a client which has waited for the answer in vain. */
const promptRetryMs = 60_000;

const refused: Rotation = { outcome: { kind: 'refused' } };

/** Commits what a presented refresh token does to its session, which for a reused one is its end. */
export class SessionRotation {
  constructor(
    private readonly sessions: SessionRepository,
    private readonly unitOfWork: UnitOfWork,
    private readonly auditTrail: AuditTrail,
    private readonly clock: Clock,
    private readonly settings: SessionSettings,
    private readonly policies: readonly SessionPolicy[],
  ) {}

  /**
   * What many do at the same time is decided by the version: who comes second reads and decides again.
   * @param admit is asked of a token that is good before it is spent, and throws where it is not to be.
   * @throws AppError what a policy throws.
   */
  async rotate(
    id: SessionId,
    presented: PresentedToken,
    context: RequestContext,
    admit: (owner: UserId) => Promise<unknown> = async () => {},
  ): Promise<Rotation> {
    for (;;) {
      const found = await this.sessions.findWithOwner(id);
      if (found === null) return refused;
      const { session, owner } = found;
      const before = session.state;
      const outcome = session.rotate(presented, this.settings, this.clock.now());
      if (!('successor' in outcome)) {
        if (session.state === before) return { outcome };
        const ended = await this.#end(id, presented, context);
        if (ended !== null) return ended;
        continue;
      }
      if (!owner.isActive) return refused;
      for (const policy of this.policies) policy.check(owner);
      await admit(session.state.userId);
      const isStored = session.state === before || (await this.sessions.saveRotation(session));
      if (!isStored) continue;
      if (outcome.kind === 'repeated') await this.#noteRetry(session, context);
      return { outcome, session, roles: owner.roles };
    }
  }

  /** What may be somebody else with a stolen token is on record; a client that simply asks once more is not. */
  async #noteRetry({ id, state }: Session, context: RequestContext): Promise<void> {
    const { rotatedAt, network, userId } = state;
    const afterMs = this.clock.now().getTime() - (rotatedAt?.getTime() ?? 0);
    const isOtherNetwork = clientNetwork(context.ip) !== network;
    if (afterMs <= promptRetryMs && !isOtherNetwork) return;
    await this.auditTrail.record(context, {
      action: 'session.refresh_retried',
      outcome: 'success',
      targetId: userId,
      details: { subjectId: id, afterSeconds: Math.round(afterMs / 1000), isOtherNetwork },
    });
  }

  /**
   * An end has events, so it needs a transaction, in which the session is looked at once more.
   * Null when somebody else's rotation came between, so that there is no end.
   */
  #end(id: SessionId, presented: PresentedToken, context: RequestContext): Promise<Rotation | null> {
    return this.unitOfWork.run(context, async () => {
      const session = await this.sessions.findByIdForUpdate(id);
      if (session === null) return refused;
      const before = session.state;
      const outcome = session.rotate(presented, this.settings, this.clock.now());
      if ('successor' in outcome) return null;
      if (session.state !== before) await this.sessions.save(session);
      return { outcome };
    });
  }
}
