import type { UserPrincipal } from '#application/shared/request-context.js';
import type { SessionId, UserId } from '#domain/shared/ids.js';

/** A session as its owner and administrators see it. */
export interface SessionView {
  readonly id: SessionId;
  readonly createdAt: Date;
  readonly lastUsedAt: Date;
  /** The earlier of its idle and absolute limit. */
  readonly expiresAt: Date;
  readonly ip: string;
  readonly userAgent: string | null;
}

/** What decides on a request that carries a valid access token. */
export interface SessionPrincipal extends Pick<UserPrincipal, 'userId' | 'roles' | 'hasSecondFactor'> {
  readonly isActive: boolean;
  readonly hasEnded: boolean;
  /** The earlier of the session's idle and absolute limit. */
  readonly expiresAt: Date;
}

/** @public */
export interface SessionQueries {
  /** Sessions alive at `at`, latest use first. */
  listAliveByUser(userId: UserId, at: Date): Promise<readonly SessionView[]>;
  /** Null when the session or its user is gone, and for somebody else's session. */
  findPrincipal(sessionId: SessionId, userId: UserId): Promise<SessionPrincipal | null>;
}
