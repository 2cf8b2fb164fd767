import type { SessionPrincipal, SessionQueries, SessionView } from '#application/sessions/session-queries.js';
import { Session } from '#domain/sessions/session.js';
import type { SessionId, UserId } from '#domain/shared/ids.js';
import type { MemoryDatabase } from '../database.js';

export class MemorySessionQueries implements SessionQueries {
  constructor(private readonly database: MemoryDatabase) {}

  async listAliveByUser(userId: UserId, at: Date): Promise<readonly SessionView[]> {
    return this.database.sessions
      .all()
      .filter((state) => state.userId === userId && Session.rehydrate(state).isAlive(at))
      .sort((a, b) => b.lastUsedAt.getTime() - a.lastUsedAt.getTime())
      .map(({ id, createdAt, lastUsedAt, idleExpiresAt, ip, userAgent }) => ({
        id,
        createdAt,
        lastUsedAt,
        expiresAt: idleExpiresAt,
        ip,
        userAgent,
      }));
  }

  async findPrincipal(sessionId: SessionId, userId: UserId): Promise<SessionPrincipal | null> {
    const session = this.database.sessions.get(sessionId);
    const user = this.database.users.get(userId);
    if (session?.userId !== userId || user === undefined) return null;
    return {
      userId: user.id,
      roles: user.roles,
      amr: session.amr,
      authenticatedAt: session.authenticatedAt,
      isActive: user.isActive,
      hasEnded: session.endedAt !== null,
      expiresAt: session.idleExpiresAt,
    };
  }
}
