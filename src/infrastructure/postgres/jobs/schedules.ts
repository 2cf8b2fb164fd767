import type { ScheduleStore } from '#infrastructure/jobs/job-schedules.js';
import type { Database } from '../database.js';
import { execute } from './boss.js';

export class TypeOrmScheduleStore implements ScheduleStore {
  constructor(private readonly database: Database) {}

  async begin(names: readonly string[]): Promise<ReadonlyMap<string, Date>> {
    await this.database.repeatable((manager) => execute(manager, insertSchedules, [names]));
    const { rows } = await this.database.repeatable((manager) => execute(manager, selectSchedules, [names]));
    return new Map(rows.map(({ name, lastAt }) => [name, lastAt]));
  }

  async advance(name: string, dueAt: Date): Promise<boolean> {
    const { rows } = await this.database.write((manager) => execute(manager, advanceSchedule, [name, dueAt]));
    return rows.length > 0;
  }
}

const insertSchedules = `
  INSERT INTO job_schedules (name, last_at) SELECT name, clock_timestamp() FROM unnest($1::text[]) AS wanted (name)
  ON CONFLICT DO NOTHING`;

const selectSchedules = 'SELECT name, last_at AS "lastAt" FROM job_schedules WHERE name = ANY ($1)';

const advanceSchedule = `
  UPDATE job_schedules SET last_at = $2 WHERE name = $1 AND last_at < $2 RETURNING name`;
