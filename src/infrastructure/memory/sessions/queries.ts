import type { SessionPrincipal, SessionQueries, SessionView } from '#application/sessions/session-queries.js';
import { Session } from '#domain/sessions/session.js';
import type { SessionId, UserId } from '#domain/shared/ids.js';
import type { MemoryDatabase } from '../database.js';
import { userTable } from '../users/repository.js';
import { sessionTable } from './repository.js';

export class MemorySessionQueries implements SessionQueries {
  constructor(private readonly database: MemoryDatabase) {}

  async listAliveByUser(userId: UserId, at: Date): Promise<readonly SessionView[]> {
    return this.database
      .table(sessionTable)
      .where((state) => state.userId === userId && Session.rehydrate(state).isAlive(at))
      .sort((a, b) => b.lastUsedAt.getTime() - a.lastUsedAt.getTime())
      .map(({ id, createdAt, lastUsedAt, idleExpiresAt: expiresAt, ip, userAgent }) => {
        return { id, createdAt, lastUsedAt, expiresAt, ip, userAgent };
      });
  }

  async findPrincipal(sessionId: SessionId, userId: UserId): Promise<SessionPrincipal | null> {
    const session = this.database.table(sessionTable).get(sessionId);
    const user = this.database.table(userTable).get(userId);
    if (session?.userId !== userId || user === undefined) return null;
    const { roles, isActive, hasSecondFactor } = user;
    const { endedAt, idleExpiresAt: expiresAt } = session;
    return { userId, roles, isActive, hasSecondFactor, hasEnded: endedAt !== null, expiresAt };
  }
}
