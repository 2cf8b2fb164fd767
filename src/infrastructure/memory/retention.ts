import type { Clock } from '#application/shared/clock.js';
import type { Retention } from '#application/shared/retention.js';
import type { MemoryTable } from './table.js';

export function memoryRetention<Row extends object>(
  table: MemoryTable<Row>,
  clock: Clock,
  isOver: (row: Readonly<Row>, before: Date) => boolean,
): Retention {
  return {
    async deleteOverFor(seconds, limit) {
      const before = new Date(clock.now().getTime() - seconds * 1000);
      return table.deleteWhere((row) => isOver(row, before), limit);
    },
  };
}
