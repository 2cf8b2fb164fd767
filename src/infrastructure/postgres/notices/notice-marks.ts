import type { NoticeMarks } from '#application/notices/notice-marks.js';
import type { UserId } from '#domain/shared/ids.js';
import type { Database } from '../database.js';

export class TypeOrmNoticeMarks implements NoticeMarks {
  constructor(private readonly database: Database) {}

  async mark(userId: UserId, notice: string, seconds: number): Promise<boolean> {
    const rows: unknown[] = await this.database.write((manager) =>
      manager.query(markOnce, [userId, notice, seconds]),
    );
    return rows.length === 1;
  }
}

/** Nothing for a user who is gone, which a foreign key would make a failure. */
const markOnce = `
  INSERT INTO notice_marks AS stored (user_id, notice, marked_at)
  SELECT id, $2, clock_timestamp() FROM users WHERE id = $1
  ON CONFLICT (user_id, notice) DO UPDATE SET marked_at = excluded.marked_at
  WHERE stored.marked_at <= clock_timestamp() - make_interval(secs => $3)
  RETURNING notice`;
