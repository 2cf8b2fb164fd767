import type { NoticeMarks } from '#application/notices/notice-marks.js';
import type { Clock } from '#application/shared/clock.js';
import type { UserId } from '#domain/shared/ids.js';
import type { MemoryDatabase } from '../database.js';
import { defineMemoryTable } from '../table-definition.js';
import { userTable } from '../users/repository.js';

const markTable = defineMemoryTable<{ readonly userId: UserId; readonly markedAt: Date }>('notice marks', {
  parent: { table: userTable, keyOf: ({ userId }) => userId },
});

export class MemoryNoticeMarks implements NoticeMarks {
  constructor(
    private readonly database: MemoryDatabase,
    private readonly clock: Clock,
  ) {}

  async mark(userId: UserId, notice: string, seconds: number): Promise<boolean> {
    return this.database.write(() => {
      const table = this.database.table(markTable);
      const key = `${userId} ${notice}`;
      const now = this.clock.now();
      const since = table.get(key)?.markedAt;
      if (since !== undefined && now.getTime() - since.getTime() < seconds * 1000) return false;
      table.set(key, { userId, markedAt: now });
      return true;
    });
  }
}
