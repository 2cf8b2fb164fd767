import type { PastSession, SessionHistory } from '#application/sessions/session-history.js';
import type { CursorPage } from '#application/shared/pages.js';
import type { UserId } from '#domain/shared/ids.js';
import { pageById } from '#infrastructure/shared/id-pages.js';
import { selectList } from '../columns.js';
import type { Database } from '../database.js';
import { sessionSchema } from './schema.js';

export class TypeOrmSessionHistory implements SessionHistory {
  constructor(private readonly database: Database) {}

  async listByUser(userId: UserId, after: string | null, limit: number): Promise<CursorPage<PastSession>> {
    const rows: PastSession[] = await this.database.read((manager) =>
      manager.query(selectPage, [userId, after, limit + 1]),
    );
    return pageById(rows, limit);
  }
}

const columns = [
  'id',
  'amr',
  'authenticatedAt',
  'createdAt',
  'lastUsedAt',
  'idleExpiresAt',
  'expiresAt',
  'ip',
  'network',
  'userAgent',
  'endedAt',
  'endReason',
] as const satisfies readonly (keyof PastSession)[];

const selectPage = `
  SELECT ${selectList(sessionSchema, columns)} FROM sessions
  WHERE user_id = $1 AND ($2::uuid IS NULL OR id > $2)
  ORDER BY id LIMIT $3`;
