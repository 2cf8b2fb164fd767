import type { JobDefinition, JobPayload } from '#application/jobs/job.js';
import type { JobFilter } from '#application/jobs/job-desk.js';
import type { JobOptions, Jobs } from '#application/jobs/jobs.js';
import type { IdGenerator } from '#application/shared/id-generator.js';
import type { Retention } from '#application/shared/retention.js';
import type { Signal } from '#infrastructure/shared/signal.js';
import type { Database } from '../database.js';
import { PostgresRetention } from '../retention.js';
import { execute } from './boss.js';

/** What is to be handed to Redis. */
export interface Unrelayed {
  readonly id: string;
  readonly queue: string;
  readonly priority: number;
  readonly delayMs: number;
  /** That are left. */
  readonly attempts: number;
  readonly firstRetrySeconds: number;
  readonly maxRetrySeconds: number;
}

export interface OutboxJob {
  readonly id: string;
  readonly queue: string;
  readonly attempts: number;
  readonly maxAttempts: number;
  readonly priority: number;
  readonly createdAt: Date;
  readonly runAt: Date;
  readonly error: string | null;
  readonly isRelayed: boolean;
  readonly isFailed: boolean;
}

/** Enqueues in the unit of work, where Redis cannot be. */
export class OutboxJobs implements Jobs {
  constructor(
    private readonly database: Database,
    private readonly ids: IdGenerator,
    private readonly signal: Signal,
  ) {}

  async enqueue<Payload extends JobPayload>(
    job: JobDefinition<Payload>,
    payload: Payload,
    { runAt, priority = 0, uniqueKey }: JobOptions = {},
  ): Promise<boolean> {
    const transaction = this.database.transaction.requireForWriting();
    const values = [
      this.ids.next(),
      job.name,
      JSON.stringify(payload),
      priority,
      job.attempts,
      job.firstRetrySeconds,
      job.maxRetrySeconds,
      uniqueKey ?? null,
      runAt ?? null,
    ];
    const { rows } = await this.database.write((manager) => execute(manager, insertJob, values));
    if (rows.length === 0) return false;
    transaction.afterCommit.push(() => this.signal.raise());
    return true;
  }
}

/** The jobs that are not done yet, and the dead letters: what is true of them, whatever Redis remembers. */
export class JobOutbox {
  constructor(private readonly database: Database) {}

  /** The oldest ones that Redis does not have. */
  unrelayed(queues: readonly string[], limit: number): Promise<readonly Unrelayed[]> {
    return this.#query(selectUnrelayed, [queues, limit]);
  }

  async markRelayed(ids: readonly string[]): Promise<void> {
    await this.#query(markRelayed, [ids]);
  }

  /** Those behind an id, in its order, which Redis has had for so long. */
  async relayedIds(queue: string, after: string | null, seconds: number, limit: number): Promise<string[]> {
    const rows = await this.#query<{ id: string }>(selectRelayed, [queue, after, seconds, limit]);
    return rows.map(({ id }) => id);
  }

  /** To be relayed again. */
  async markForgotten(ids: readonly string[]): Promise<void> {
    await this.#query(markForgotten, [ids]);
  }

  /** By id; of those that are done or dead there is none. */
  async unfinished(
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, { readonly payload: unknown; readonly attempts: number }>> {
    const rows = await this.#query<{ id: string; payload: unknown; attempts: number }>(selectUnfinished, [
      ids,
    ]);
    return new Map(rows.map((row) => [row.id, row]));
  }

  async remove(ids: readonly string[]): Promise<void> {
    await this.#query('DELETE FROM job_outbox WHERE id = ANY ($1) RETURNING id', [ids]);
  }

  async markFailed(id: string, attempts: number, error: string): Promise<void> {
    await this.#query(markFailed, [id, attempts, error]);
  }

  /** Newest first. */
  page({ queue, state }: JobFilter, after: string | null, limit: number): Promise<readonly OutboxJob[]> {
    return this.#query(selectPage, [
      after,
      queue ?? null,
      state === undefined ? null : state === 'failed',
      limit,
    ]);
  }

  async find(id: string): Promise<OutboxJob | null> {
    const [row] = await this.#query<OutboxJob>(`${selectJob} WHERE id = $1`, [id]);
    return row ?? null;
  }

  /** Has one that Redis does not have relayed at once, a dead letter for one attempt. @returns whether there was one. */
  async tryAgain(id: string): Promise<boolean> {
    return (await this.#query(tryAgain, [id])).length > 0;
  }

  /** @returns whether it was one that Redis does not have. */
  async removeUnrelayed(id: string): Promise<boolean> {
    return (await this.#query(removeUnrelayed, [id])).length > 0;
  }

  async #query<Row>(sql: string, values: unknown[]): Promise<Row[]> {
    const { rows } = await this.database.standalone((manager) => execute(manager, sql, values));
    return rows;
  }
}

/** Dead letters. */
export function outboxRetention(database: Database): Retention {
  return new PostgresRetention(database, 'job_outbox', 'id', [
    'failed_at < now() - make_interval(secs => $1)',
  ]);
}

const insertJob = `
  INSERT INTO job_outbox (id, queue, payload, priority, max_attempts, first_retry_seconds, max_retry_seconds,
    unique_key, run_at)
  VALUES ($1, $2, $3::jsonb, $4, $5, $6, $7, $8, coalesce($9::timestamptz, clock_timestamp()))
  ON CONFLICT (queue, unique_key) WHERE unique_key IS NOT NULL AND failed_at IS NULL DO NOTHING
  RETURNING id`;

const selectUnrelayed = `
  SELECT id, queue, priority, max_attempts - attempts AS "attempts", first_retry_seconds AS "firstRetrySeconds",
    max_retry_seconds AS "maxRetrySeconds",
    greatest(0, ceil(extract(epoch FROM run_at - clock_timestamp()) * 1000))::float8 AS "delayMs"
  FROM job_outbox WHERE queue = ANY ($1) AND relayed_at IS NULL AND failed_at IS NULL ORDER BY id LIMIT $2`;

const markRelayed = `
  UPDATE job_outbox SET relayed_at = clock_timestamp() WHERE id = ANY ($1) AND relayed_at IS NULL RETURNING id`;

const selectRelayed = `
  SELECT id FROM job_outbox
  WHERE queue = $1 AND ($2::uuid IS NULL OR id > $2) AND failed_at IS NULL
    AND relayed_at < clock_timestamp() - make_interval(secs => $3)
  ORDER BY id LIMIT $4`;

const markForgotten = `
  UPDATE job_outbox SET relayed_at = NULL WHERE id = ANY ($1) AND failed_at IS NULL RETURNING id`;

const selectUnfinished = `
  SELECT id, payload, attempts FROM job_outbox WHERE id = ANY ($1) AND failed_at IS NULL`;

const markFailed = `
  UPDATE job_outbox SET failed_at = clock_timestamp(), attempts = $2, last_error = left($3, 500)
  WHERE id = $1 AND failed_at IS NULL RETURNING id`;

const selectJob = `
  SELECT id, queue, attempts, max_attempts AS "maxAttempts", priority, created_at AS "createdAt", run_at AS "runAt",
    last_error AS "error", relayed_at IS NOT NULL AS "isRelayed", failed_at IS NOT NULL AS "isFailed"
  FROM job_outbox`;

const selectPage = `${selectJob}
  WHERE ($1::uuid IS NULL OR id < $1) AND ($2::text IS NULL OR queue = $2)
    AND ($3::boolean IS NULL OR (failed_at IS NOT NULL) = $3)
  ORDER BY id DESC LIMIT $4`;

const unrelayed = 'id = $1 AND (failed_at IS NOT NULL OR relayed_at IS NULL)';

const tryAgain = `
  UPDATE job_outbox SET run_at = clock_timestamp(), relayed_at = NULL, failed_at = NULL,
    max_attempts = CASE WHEN failed_at IS NULL THEN max_attempts ELSE attempts + 1 END
  WHERE ${unrelayed} RETURNING id`;

const removeUnrelayed = `DELETE FROM job_outbox WHERE ${unrelayed} RETURNING id`;
