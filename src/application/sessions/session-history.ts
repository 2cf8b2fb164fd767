import type { CursorPage } from '#application/shared/pages.js';
import type { SessionState } from '#domain/sessions/session.js';
import type { UserId } from '#domain/shared/ids.js';

/** A session with all that is kept of it but its tokens. */
export type PastSession = Omit<
  SessionState,
  'userId' | 'tokenHash' | 'spentTokenHash' | 'rotatedAt' | 'version'
>;

export interface SessionHistory {
  /** Those that have ended too, oldest first. @param after the cursor of the page before; null for the first. */
  listByUser(userId: UserId, after: string | null, limit: number): Promise<CursorPage<PastSession>>;
}
