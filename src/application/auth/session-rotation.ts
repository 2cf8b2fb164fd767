import type { Clock } from '#application/shared/clock.js';
import type { RequestContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import type { PresentedToken, RotationOutcome, Session } from '#domain/auth/session.js';
import type { SessionRepository } from '#domain/auth/session-repository.js';
import type { SessionId } from '#domain/shared/ids.js';
import type { SessionSettings } from './session-settings.js';

export type Rotation =
  | { readonly outcome: Extract<RotationOutcome, { successor: number }>; readonly session: Session }
  | { readonly outcome: Exclude<RotationOutcome, { successor: number }> };

/** Commits what a presented refresh token does to its session, which for a reused one is its end. */
export class SessionRotation {
  constructor(
    private readonly sessions: SessionRepository,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly settings: SessionSettings,
  ) {}

  rotate(id: SessionId, presented: PresentedToken, context: RequestContext): Promise<Rotation> {
    return this.unitOfWork.run(context, async () => {
      const session = await this.sessions.findByIdForUpdate(id);
      if (session === null) return { outcome: { kind: 'refused' } };
      const before = session.state;
      const outcome = session.rotate(presented, this.settings, this.clock.now());
      if (session.state !== before) await this.sessions.save(session);
      return 'successor' in outcome ? { outcome, session } : { outcome };
    });
  }
}
