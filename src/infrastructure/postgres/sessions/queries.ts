import type { SessionPrincipal, SessionQueries, SessionView } from '#application/sessions/session-queries.js';
import type { SessionId, UserId } from '#domain/shared/ids.js';
import type { Database } from '../database.js';

/** Plain SQL: each request with an access token asks for its principal. */
export class TypeOrmSessionQueries implements SessionQueries {
  constructor(private readonly database: Database) {}

  listAliveByUser(userId: UserId, at: Date): Promise<readonly SessionView[]> {
    return this.database.read((manager) => manager.query(selectAlive, [userId, at]));
  }

  async findPrincipal(sessionId: SessionId, userId: UserId): Promise<SessionPrincipal | null> {
    const [row]: SessionPrincipal[] = await this.database.read((manager) =>
      manager.query(selectPrincipal, [sessionId, userId]),
    );
    return row ?? null;
  }
}

// The idle limit never lies behind the absolute one (sessions_limits_check).
const selectAlive = `
  SELECT id, created_at AS "createdAt", last_used_at AS "lastUsedAt", idle_expires_at AS "expiresAt", ip,
    user_agent AS "userAgent"
  FROM sessions
  WHERE user_id = $1 AND ended_at IS NULL AND idle_expires_at > $2
  ORDER BY last_used_at DESC, id DESC`;

const selectPrincipal = `
  SELECT users.id AS "userId", roles, is_active AS "isActive", has_second_factor AS "hasSecondFactor",
    ended_at IS NOT NULL AS "hasEnded", idle_expires_at AS "expiresAt"
  FROM sessions JOIN users ON users.id = sessions.user_id
  WHERE sessions.id = $1 AND users.id = $2`;
