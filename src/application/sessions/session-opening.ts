import { clientNetwork } from '#application/shared/client-network.js';
import type { Clock } from '#application/shared/clock.js';
import type { IdGenerator } from '#application/shared/id-generator.js';
import { type RequestContext, userAgentMaxLength } from '#application/shared/request-context.js';
import { Session } from '#domain/sessions/session.js';
import type { SessionRepository } from '#domain/sessions/session-repository.js';
import type { SessionId, UserId } from '#domain/shared/ids.js';
import type { RefreshToken, RefreshTokens } from './refresh-tokens.js';
import type { SessionSettings } from './session-settings.js';

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

  get maxSessions(): number {
    return this.settings.maxPerUser;
  }

  /** A session that is not stored yet. */
  prepare(id: SessionId, userId: UserId, context: RequestContext): OpenedSession {
    const refreshToken = this.refreshTokens.issue(id);
    const session = Session.open(
      {
        id,
        userId,
        amr: ['pwd'],
        tokenHash: refreshToken.hash,
        ip: context.ip ?? 'unknown',
        network: clientNetwork(context.ip),
        userAgent: context.userAgent?.slice(0, userAgentMaxLength) ?? null,
        lifetimes: this.settings,
      },
      this.clock.now(),
    );
    return { session, refreshToken };
  }

  /** Within a unit of work that holds the user's row. */
  async open(id: SessionId, userId: UserId, context: RequestContext): Promise<OpenedSession> {
    const at = this.clock.now();
    const alive = await this.sessions.findAliveByUser(userId, at);
    const surplus = alive.slice(0, Math.max(0, alive.length - this.settings.maxPerUser + 1));
    for (const session of surplus) session.revoke('session_limit', at);
    await this.sessions.save(...surplus);
    const opened = this.prepare(id, userId, context);
    await this.sessions.add(opened.session);
    return opened;
  }
}
