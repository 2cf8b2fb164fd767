import type { Clock } from '#application/shared/clock.js';
import type { ScheduleStore } from '#infrastructure/jobs/job-schedules.js';
import type { MemoryDatabase } from '../database.js';
import { defineMemoryTable } from '../table-definition.js';

const scheduleTable = defineMemoryTable<{ readonly lastAt: Date }>('job schedules');

export class MemoryScheduleStore implements ScheduleStore {
  constructor(
    private readonly database: MemoryDatabase,
    private readonly clock: Clock,
  ) {}

  async begin(names: readonly string[]): Promise<ReadonlyMap<string, Date>> {
    const table = this.database.table(scheduleTable);
    return new Map(
      names.map((name) => {
        const lastAt = table.get(name)?.lastAt ?? this.clock.now();
        table.set(name, { lastAt });
        return [name, lastAt];
      }),
    );
  }

  async advance(name: string, dueAt: Date): Promise<boolean> {
    return this.database.write(() => {
      const table = this.database.table(scheduleTable);
      const lastAt = table.get(name)?.lastAt;
      if (lastAt === undefined || lastAt >= dueAt) return false;
      table.set(name, { lastAt: dueAt });
      return true;
    });
  }
}
