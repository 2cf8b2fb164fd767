import { type EndReason, Session } from '#domain/sessions/session.js';
import type { SessionId, UserId } from '#domain/shared/ids.js';
import type { SessionRow } from './schema.js';

export function toRow(session: Session): SessionRow {
  return { ...session.state, amr: [...session.state.amr] };
}

export function toDomain(row: SessionRow): Session {
  return Session.rehydrate({
    id: row.id as SessionId,
    userId: row.userId as UserId,
    amr: row.amr,
    authenticatedAt: row.authenticatedAt,
    tokenHash: row.tokenHash,
    spentTokenHash: row.spentTokenHash,
    rotatedAt: row.rotatedAt,
    createdAt: row.createdAt,
    lastUsedAt: row.lastUsedAt,
    idleExpiresAt: row.idleExpiresAt,
    expiresAt: row.expiresAt,
    ip: row.ip,
    network: row.network,
    userAgent: row.userAgent,
    endedAt: row.endedAt,
    endReason: row.endReason as EndReason | null,
    version: row.version,
  });
}
