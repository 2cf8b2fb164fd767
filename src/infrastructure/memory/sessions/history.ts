import type { PastSession, SessionHistory } from '#application/sessions/session-history.js';
import type { CursorPage } from '#application/shared/pages.js';
import type { SessionState } from '#domain/sessions/session.js';
import type { UserId } from '#domain/shared/ids.js';
import { pageById } from '#infrastructure/shared/id-pages.js';
import { byText } from '../collation.js';
import type { MemoryDatabase } from '../database.js';
import { sessionTable } from './repository.js';

export class MemorySessionHistory implements SessionHistory {
  constructor(private readonly database: MemoryDatabase) {}

  async listByUser(userId: UserId, after: string | null, limit: number): Promise<CursorPage<PastSession>> {
    const sessions = this.database
      .table(sessionTable)
      .where((each) => each.userId === userId && (after === null || byText(each.id, after) > 0))
      .sort((left, right) => byText(left.id, right.id));
    return pageById(sessions.map(pastSessionOf), limit);
  }
}

function pastSessionOf(session: SessionState): PastSession {
  const { userId: _u, tokenHash: _t, spentTokenHash: _s, rotatedAt: _r, version: _v, ...past } = session;
  return past;
}
