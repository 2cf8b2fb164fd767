import type { BegunMessages } from '#application/brokers/inbox.js';
import type { Clock } from '#application/shared/clock.js';
import type { Retention } from '#application/shared/retention.js';
import type { MemoryDatabase } from '../database.js';
import { memoryRetention } from '../retention.js';
import { defineMemoryTable } from '../table-definition.js';

const begunTable = defineMemoryTable<{ readonly id: string; readonly times: number; readonly begunAt: Date }>(
  'begun messages',
);

export class MemoryBegunMessages implements BegunMessages {
  constructor(
    private readonly database: MemoryDatabase,
    private readonly clock: Clock,
  ) {}

  async begin(consumer: string, place: string): Promise<number> {
    return this.database.write(() => {
      const table = this.database.table(begunTable);
      const id = `${consumer} ${place}`;
      const times = (table.get(id)?.times ?? 0) + 1;
      table.set(id, { id, times, begunAt: this.clock.now() });
      return times;
    });
  }

  async end(consumer: string, place: string): Promise<void> {
    this.database.write(() => this.database.table(begunTable).delete(`${consumer} ${place}`));
  }
}

export function begunRetention(database: MemoryDatabase, clock: Clock): Retention {
  return memoryRetention(database.table(begunTable), clock, ({ begunAt }, before) => begunAt <= before);
}
