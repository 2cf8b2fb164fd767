import type { Clock } from '#application/shared/clock.js';
import {
  attemptEnded,
  type JobClaim,
  type JobFailure,
  type JobStore,
} from '#infrastructure/jobs/job-store.js';
import type { MemoryDatabase } from '../database.js';
import type { MemoryTable } from '../table.js';
import { type JobRow, jobTable } from './table.js';

export class MemoryJobStore implements JobStore {
  readonly #table: MemoryTable<JobRow>;

  constructor(
    database: MemoryDatabase,
    private readonly clock: Clock,
  ) {
    this.#table = database.table(jobTable);
  }

  async open(): Promise<void> {}

  async due(queues: readonly string[]): Promise<readonly string[]> {
    const due = new Set(this.#table.where((row) => this.#isDue(row)).map(({ queue }) => queue));
    return queues.filter((queue) => due.has(queue));
  }

  async claim(queue: string, limit: number): Promise<readonly JobClaim[]> {
    const due = this.#table.where((row) => row.queue === queue && this.#isDue(row));
    return due
      .sort((a, b) => b.priority - a.priority || a.createdAt.getTime() - b.createdAt.getTime())
      .slice(0, limit)
      .map((row) => {
        const attempt = row.attempts + 1;
        this.#table.set(row.id, { ...row, state: 'running', attempts: attempt, keptAt: this.clock.now() });
        return { id: row.id, queue, payload: row.payload, attempt };
      });
  }

  async complete(claims: readonly JobClaim[]): Promise<number> {
    const rows = claims.flatMap((claim) => this.#claimed(claim) ?? []);
    for (const { id } of rows) this.#table.delete(id);
    return rows.length;
  }

  async fail(claim: JobClaim, failure: JobFailure): Promise<boolean> {
    const row = this.#claimed(claim);
    if (row === null) return false;
    const { attempts, maxAttempts, definition } = row;
    const doublings = 2 ** (attempts - 1) * (1 + Math.random());
    const seconds = Math.min(definition.maxRetrySeconds, definition.firstRetrySeconds * doublings);
    this.#end(row, failure.isPermanent || attempts >= maxAttempts, failure.message, seconds);
    return true;
  }

  async release(claims: readonly JobClaim[]): Promise<void> {
    for (const row of claims.flatMap((claim) => this.#claimed(claim) ?? [])) {
      this.#table.set(row.id, { ...row, state: 'retrying', maxAttempts: row.maxAttempts + 1, keptAt: null });
    }
  }

  async keep(claims: readonly JobClaim[]): Promise<ReadonlySet<string>> {
    const rows = claims.flatMap((claim) => this.#claimed(claim) ?? []);
    for (const row of rows) this.#table.set(row.id, { ...row, keptAt: this.clock.now() });
    return new Set(rows.map(({ id }) => id));
  }

  async takeOver(queues: readonly string[], silentMs: number): Promise<number> {
    const before = this.clock.now().getTime() - silentMs;
    const lost = this.#table.where(
      ({ queue, state, keptAt }) =>
        state === 'running' && queues.includes(queue) && (keptAt?.getTime() ?? 0) < before,
    );
    for (const row of lost) this.#end(row, row.attempts >= row.maxAttempts, attemptEnded, 0);
    return lost.length;
  }

  #end(row: JobRow, isOver: boolean, error: string, retrySeconds: number): void {
    const now = this.clock.now();
    const end = isOver
      ? ({ state: 'failed', failedAt: now } as const)
      : ({ state: 'retrying', runAt: new Date(now.getTime() + retrySeconds * 1000) } as const);
    this.#table.set(row.id, { ...row, ...end, error, keptAt: null });
  }

  #claimed({ id, attempt }: JobClaim): JobRow | null {
    const row = this.#table.get(id);
    return row?.state === 'running' && row.attempts === attempt ? row : null;
  }

  #isDue({ state, runAt }: Readonly<JobRow>): boolean {
    return (state === 'waiting' || state === 'retrying') && runAt <= this.clock.now();
  }
}
