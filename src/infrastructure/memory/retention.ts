import type { Clock } from '#application/shared/clock.js';
import type { Retention } from '#application/shared/retention.js';
import type { MemoryTable } from './table.js';

export class MemoryRetention<Row extends object> implements Retention {
  constructor(
    private readonly table: MemoryTable<Row>,
    private readonly isOver: (row: Readonly<Row>, before: Date) => boolean,
    private readonly clock: Clock,
  ) {}

  async deleteOverFor(seconds: number, limit: number): Promise<number> {
    const before = new Date(this.clock.now().getTime() - seconds * 1000);
    return this.table.deleteWhere((row) => this.isOver(row, before), limit);
  }
}
