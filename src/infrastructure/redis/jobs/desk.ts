import type { JobChange, JobDesk, JobFilter, JobView } from '#application/jobs/job-desk.js';
import type { CursorPage } from '#application/shared/pages.js';
import type { JobOutbox, OutboxJob } from '#infrastructure/postgres/jobs/outbox.js';
import { pageById } from '#infrastructure/shared/id-pages.js';
import { checkJobCursor } from '#infrastructure/shared/jobs/job-cursor.js';
import type { Signal } from '#infrastructure/shared/signal.js';
import type { RedisJob, RedisQueues } from './queues.js';

/** What is read at a time where only some of it is wanted. */
const batch = 200;

export class RedisJobDesk implements JobDesk {
  constructor(
    private readonly queues: RedisQueues,
    private readonly outbox: JobOutbox,
    private readonly signal: Signal,
  ) {}

  async list(filter: JobFilter, after: string | null, limit: number): Promise<CursorPage<JobView>> {
    checkJobCursor(after);
    const found: JobView[] = [];
    for (let last = after; found.length <= limit; ) {
      const rows = await this.outbox.page(filter, last, batch);
      const views = await Promise.all(rows.map((row) => this.#view(row)));
      found.push(...views.filter(({ state }) => filter.state === undefined || state === filter.state));
      last = rows.at(-1)?.id ?? null;
      if (rows.length < batch) break;
    }
    return pageById(found, limit);
  }

  async retry(id: string): Promise<JobChange> {
    if (await this.outbox.tryAgain(id)) {
      this.signal.raise();
      return 'done';
    }
    return this.#change(id, async (job) => {
      if ((await job.getState()) === 'delayed') await job.promote();
      this.signal.raise();
    });
  }

  async remove(id: string): Promise<JobChange> {
    if (await this.outbox.removeUnrelayed(id)) return 'done';
    return this.#change(id, async (job) => {
      await job.remove();
      await this.outbox.remove([id]);
    });
  }

  /** One that runs is left alone. */
  async #change(id: string, change: (job: RedisJob) => Promise<void>): Promise<JobChange> {
    const row = await this.outbox.find(id);
    if (row === null) return 'missing';
    const job = await this.#jobOf(row);
    if (job === undefined) return 'missing';
    if ((await job.getState()) === 'active') return 'running';
    try {
      await change(job);
      return 'done';
    } catch (error) {
      // It was begun in between.
      if ((await job.getState()) === 'active') return 'running';
      throw error;
    }
  }

  async #jobOf({ id, queue }: OutboxJob): Promise<RedisJob | undefined> {
    return (await this.queues.get(queue)).queue.getJob(id);
  }

  async #view({ isRelayed, isFailed, ...row }: OutboxJob): Promise<JobView> {
    if (isFailed) return { ...row, state: 'failed' };
    const job = isRelayed ? await this.#jobOf({ isRelayed, isFailed, ...row }) : undefined;
    const attempts = row.attempts + (job?.attemptsStarted ?? 0);
    const waiting = attempts > 0 ? 'retrying' : 'waiting';
    if (job === undefined) return { ...row, state: waiting };
    const state = await job.getState();
    const runAt = state === 'delayed' ? await this.queues.delayedUntil(row.queue, row.id) : null;
    const error = job.failedReason ?? row.error;
    return {
      ...row,
      state: state === 'active' ? 'running' : waiting,
      attempts,
      runAt: runAt ?? row.runAt,
      error,
    };
  }
}
