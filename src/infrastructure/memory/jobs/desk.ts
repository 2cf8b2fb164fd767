import type { JobChange, JobDesk, JobFilter, JobView } from '#application/jobs/job-desk.js';
import type { Clock } from '#application/shared/clock.js';
import type { CursorPage } from '#application/shared/pages.js';
import { jobDuplicate } from '#domain/jobs/errors.js';
import { pageById } from '#infrastructure/shared/id-pages.js';
import { checkJobCursor } from '#infrastructure/shared/jobs/job-cursor.js';
import type { Signal } from '#infrastructure/shared/signal.js';
import { byText } from '../collation.js';
import type { MemoryDatabase } from '../database.js';
import type { MemoryTable } from '../table.js';
import { isTwinOf, type JobRow, jobTable } from './table.js';

export class MemoryJobDesk implements JobDesk {
  readonly #table: MemoryTable<JobRow>;

  constructor(
    database: MemoryDatabase,
    private readonly clock: Clock,
    private readonly signal: Signal,
  ) {
    this.#table = database.table(jobTable);
  }

  async list({ state, queue }: JobFilter, after: string | null, limit: number): Promise<CursorPage<JobView>> {
    checkJobCursor(after);
    const rows = this.#table
      .where(
        (row) =>
          (state === undefined || row.state === state) &&
          (queue === undefined || row.queue === queue) &&
          (after === null || byText(row.id, after) < 0),
      )
      .sort((a, b) => byText(b.id, a.id));
    const views = rows.map(({ payload, uniqueKey, definition, keptAt, failedAt, ...view }) => view);
    return pageById(views, limit);
  }

  async retry(id: string): Promise<JobChange> {
    const row = this.#table.get(id);
    if (row === undefined) return 'missing';
    if (row.state === 'running') return 'running';
    const isDead = row.state === 'failed';
    if (isDead && this.#table.where((each) => isTwinOf(each, row.queue, row.uniqueKey)).length > 0) {
      throw jobDuplicate();
    }
    const maxAttempts = isDead ? row.attempts + 1 : row.maxAttempts;
    const state = isDead ? 'retrying' : row.state;
    this.#table.set(id, { ...row, state, maxAttempts, runAt: this.clock.now(), failedAt: null });
    this.signal.raise();
    return 'done';
  }

  async remove(id: string): Promise<JobChange> {
    const row = this.#table.get(id);
    if (row === undefined) return 'missing';
    if (row.state === 'running') return 'running';
    this.#table.delete(id);
    return 'done';
  }
}
