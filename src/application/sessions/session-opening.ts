import { clientNetwork } from '#application/shared/client-network.js';
import type { Clock } from '#application/shared/clock.js';
import type { IdGenerator } from '#application/shared/id-generator.js';
import { type RequestContext, userAgentMaxLength } from '#application/shared/request-context.js';
import { Session, type SessionState } from '#domain/sessions/session.js';
import type { SessionRepository } from '#domain/sessions/session-repository.js';
import type { SessionId } from '#domain/shared/ids.js';
import type { RefreshToken, RefreshTokens } from './refresh-tokens.js';
import type { SessionSettings } from './session-settings.js';

/** Whose session it is, and how that was proved. */
export type SessionSubject = Pick<SessionState, 'id' | 'userId' | 'amr'>;

export interface OpenedSession {
  readonly session: Session;
  readonly refreshToken: RefreshToken;
}

/** Opens a session, and ends the ones used longest ago where the user has too many. @public */
export class SessionOpening {
  constructor(
    private readonly sessions: SessionRepository,
    private readonly refreshTokens: RefreshTokens,
    private readonly ids: IdGenerator,
    private readonly clock: Clock,
    private readonly settings: SessionSettings,
  ) {}

  nextId(): SessionId {
    return this.ids.next() as SessionId;
  }

  /** Within a unit of work that holds the user's row, so that logins at the same time do not exceed the limit. */
  async open(subject: SessionSubject, context: RequestContext): Promise<OpenedSession> {
    const refreshToken = this.refreshTokens.issue(subject.id);
    const session = Session.open(
      {
        ...subject,
        tokenHash: refreshToken.hash,
        ip: context.ip ?? 'unknown',
        network: clientNetwork(context.ip),
        userAgent: context.userAgent?.slice(0, userAgentMaxLength) ?? null,
        lifetimes: this.settings,
      },
      this.clock.now(),
    );
    const surplus = (await this.sessions.add(session)) - this.settings.maxPerUser;
    if (surplus > 0) await this.#makeRoom(session, surplus);
    return { session, refreshToken };
  }

  async #makeRoom({ id, state: { userId, createdAt } }: Session, surplus: number): Promise<void> {
    const alive = await this.sessions.findAliveByUser(userId, createdAt);
    const ending = alive.filter((session) => session.id !== id).slice(0, surplus);
    for (const session of ending) session.revoke('session_limit', createdAt);
    await this.sessions.save(...ending);
  }
}
