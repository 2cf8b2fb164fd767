import type { Clock } from '#application/shared/clock.js';
import type { Retention } from '#application/shared/retention.js';
import type { MemoryTable } from './table.js';

export class MemoryRetention<Row extends object> implements Retention {
  constructor(
    private readonly table: MemoryTable<Row>,
    private readonly keyOf: (row: Row) => string,
    private readonly isOver: (row: Row, before: Date) => boolean,
    private readonly clock: Clock,
  ) {}

  async deleteOverFor(seconds: number, limit: number): Promise<number> {
    const before = new Date(this.clock.now().getTime() - seconds * 1000);
    const rows = this.table.all().filter((row) => this.isOver(row, before));
    for (const row of rows.slice(0, limit)) this.table.delete(this.keyOf(row));
    return Math.min(rows.length, limit);
  }
}
