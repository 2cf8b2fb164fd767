import type { Inbox } from '#application/brokers/inbox.js';
import type { Clock } from '#application/shared/clock.js';
import type { Retention } from '#application/shared/retention.js';
import type { MemoryDatabase } from '../database.js';
import { memoryRetention } from '../retention.js';
import { defineMemoryTable } from '../table-definition.js';

const handledTable = defineMemoryTable<{ readonly id: string; readonly handledAt: Date }>('handled messages');

export class MemoryInbox implements Inbox {
  constructor(
    private readonly database: MemoryDatabase,
    private readonly clock: Clock,
  ) {}

  async accept(consumer: string, messageId: string): Promise<boolean> {
    return this.database.write(() => {
      const table = this.database.table(handledTable);
      const id = `${consumer} ${messageId}`;
      if (table.get(id) !== undefined) return false;
      table.set(id, { id, handledAt: this.clock.now() });
      return true;
    });
  }
}

export function inboxRetention(database: MemoryDatabase, clock: Clock): Retention {
  return memoryRetention(database.table(handledTable), clock, ({ handledAt }, before) => handledAt <= before);
}
