import type { JobChange, JobDesk, JobFilter, JobState, JobView } from '#application/jobs/job-desk.js';
import type { CursorPage } from '#application/shared/pages.js';
import { pageById } from '#infrastructure/shared/id-pages.js';
import { checkJobCursor } from '#infrastructure/shared/jobs/job-cursor.js';
import type { Signal } from '#infrastructure/shared/signal.js';
import type { Database } from '../database.js';
import { execute } from './boss.js';
import { bossSchema, jobsTable } from './boss-schema.js';

/** As pg-boss has them. */
const storedStates: Readonly<Record<JobState, string>> = {
  waiting: 'created',
  running: 'active',
  retrying: 'retry',
  failed: 'failed',
};

export class BossJobDesk implements JobDesk {
  constructor(
    private readonly database: Database,
    private readonly signal: Signal,
  ) {}

  get #schema(): string {
    return bossSchema(this.database.schema);
  }

  async list({ state, queue }: JobFilter, after: string | null, limit: number): Promise<CursorPage<JobView>> {
    checkJobCursor(after);
    const stored = state === undefined ? null : storedStates[state];
    const { rows }: { rows: JobView[] } = await this.database.read((manager) =>
      execute(manager, page(this.#schema), [after, stored, queue ?? null, limit + 1]),
    );
    return pageById(rows, limit);
  }

  async retry(id: string): Promise<JobChange> {
    const change = await this.#change(tryAgain(this.#schema), id);
    if (change === 'done') this.signal.raise();
    return change;
  }

  remove(id: string): Promise<JobChange> {
    return this.#change(remove(this.#schema), id);
  }

  /** One that is running is left alone, whatever it was when the statement began. */
  async #change(statement: string, id: string): Promise<JobChange> {
    const { rows: changed } = await this.database.standalone((manager) => execute(manager, statement, [id]));
    if (changed.length > 0) return 'done';
    const { rows: found } = await this.database.read((manager) =>
      execute(manager, isThere(this.#schema), [id]),
    );
    return found.length > 0 ? 'running' : 'missing';
  }
}

const states = Object.entries(storedStates).map(([state, stored]) => `WHEN '${stored}' THEN '${state}'`);

/** By the primary key of each queue: nothing orders the jobs of all. */
const page = (schema: string) => `
  SELECT job.id, job.name AS "queue", CASE job.state ${states.join(' ')} END AS "state",
    CASE WHEN started_on IS NULL THEN 0 ELSE job.retry_count + 1 END AS "attempts",
    job.retry_limit + 1 AS "maxAttempts", priority, job.created_on AS "createdAt", start_after AS "runAt",
    output ->> 'message' AS "error"
  FROM ${schema}.queue AS queue CROSS JOIN LATERAL (
    SELECT * FROM ${jobsTable(schema)} AS one
    WHERE one.name = queue.name AND ($1::uuid IS NULL OR one.id < $1)
      AND ($2::text IS NULL OR one.state = $2::${schema}.job_state)
    ORDER BY one.id DESC LIMIT $4
  ) AS job
  WHERE $3::text IS NULL OR queue.name = $3
  ORDER BY job.id DESC LIMIT $4`;

const withId = (schema: string) => `name IN (SELECT name FROM ${schema}.queue) AND id = $1`;

const tryAgain = (schema: string) => `
  UPDATE ${jobsTable(schema)} SET start_after = now(), completed_on = NULL,
    state = CASE state WHEN 'failed' THEN 'retry' ELSE state END,
    retry_limit = CASE state WHEN 'failed' THEN retry_count + 1 ELSE retry_limit END
  WHERE ${withId(schema)} AND state IN ('created', 'retry', 'failed') RETURNING id`;

const remove = (schema: string) =>
  `DELETE FROM ${jobsTable(schema)} WHERE ${withId(schema)} AND state <> 'active' RETURNING id`;

const isThere = (schema: string) => `SELECT id FROM ${jobsTable(schema)} WHERE ${withId(schema)}`;
