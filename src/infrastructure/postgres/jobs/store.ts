import type { JobDefinition } from '#application/jobs/job.js';
import {
  attemptEnded,
  type JobClaim,
  type JobFailure,
  type JobStore,
} from '#infrastructure/jobs/job-store.js';
import type { Database } from '../database.js';
import { type Boss, execute } from './boss.js';
import { jobsTable } from './boss-schema.js';

/** pg-boss tells attempts apart by the number of those before, and refuses what a claim of an earlier one does. */
const attemptOf = ({ id, attempt }: JobClaim) => ({ id, retryCount: attempt - 1 });
const pairOf = ({ id, attempt }: JobClaim) => `${id}:${attempt - 1}`;

export class BossJobStore implements JobStore {
  constructor(
    private readonly database: Database,
    private readonly boss: Boss,
  ) {}

  async open(jobs: readonly JobDefinition[]): Promise<void> {
    await this.boss.ensureQueues(jobs.map(({ name }) => name));
  }

  async due(queues: readonly string[]): Promise<readonly string[]> {
    const rows = await this.#query<{ name: string }>(dueQueues(this.boss.schema), [queues]);
    return rows.map(({ name }) => name);
  }

  async claim(queue: string, limit: number): Promise<readonly JobClaim[]> {
    const boss = await this.boss.get();
    const jobs = await boss.fetch(queue, { batchSize: limit });
    return jobs.map(({ id, data, retryCount }) => ({ id, queue, payload: data, attempt: retryCount + 1 }));
  }

  async complete(claims: readonly JobClaim[]): Promise<number> {
    const boss = await this.boss.get();
    const response = await boss.deleteJob(queueOf(claims), claims.map(attemptOf));
    return (response as Settled).affected;
  }

  async fail(claim: JobClaim, { message, isPermanent }: JobFailure): Promise<boolean> {
    if (isPermanent) {
      const rows = await this.#query(failForGood(this.boss.schema), [
        claim.queue,
        [pairOf(claim)],
        { message },
      ]);
      return rows.length > 0;
    }
    const boss = await this.boss.get();
    const response = await boss.fail(claim.queue, attemptOf(claim), { message });
    return (response as Settled).affected > 0;
  }

  async release(claims: readonly JobClaim[]): Promise<void> {
    await this.#query(giveBack(this.boss.schema), [queueOf(claims), claims.map(pairOf)]);
  }

  async keep(claims: readonly JobClaim[]): Promise<ReadonlySet<string>> {
    const boss = await this.boss.get();
    const response = await boss.touch(queueOf(claims), claims.map(attemptOf));
    return new Set((response as Settled).settled);
  }

  async takeOver(queues: readonly string[], silentMs: number): Promise<number> {
    const rows = await this.#query(takeOverSilent(this.boss.schema), [
      queues,
      silentMs / 1000,
      { message: attemptEnded },
    ]);
    return rows.length;
  }

  async #query<Row>(sql: string, values: unknown[]): Promise<Row[]> {
    const { rows } = await this.database.standalone((manager) => execute(manager, sql, values));
    return rows;
  }
}

/** What pg-boss answers, which its types keep to themselves. */
interface Settled {
  readonly affected: number;
  readonly settled: readonly string[];
}

function queueOf([first]: readonly JobClaim[]): string {
  if (first === undefined) throw new Error('There are no claims');
  return first.queue;
}

/** Each by one look at an index of pg-boss's. */
const dueQueues = (schema: string) => `
  SELECT name FROM unnest($1::text[]) AS queue (name)
  WHERE EXISTS (SELECT FROM ${jobsTable(schema)} AS job
    WHERE job.name = queue.name AND state IN ('created', 'retry') AND NOT blocked AND start_after <= now())`;

const ofClaim = `name = $1 AND state = 'active' AND (id::text || ':' || retry_count::text) = ANY ($2::text[])`;

const failForGood = (schema: string) => `
  UPDATE ${jobsTable(schema)} SET state = 'failed', completed_on = now(), heartbeat_on = NULL, output = $3::jsonb
  WHERE ${ofClaim} RETURNING id`;

/** One attempt more makes up for the one that was broken off. */
const giveBack = (schema: string) => `
  UPDATE ${jobsTable(schema)} SET state = 'retry', start_after = now(), heartbeat_on = NULL, retry_limit = retry_limit + 1
  WHERE ${ofClaim}`;

/** At once and not after a while: nothing says that the job was at fault. It counts, in case it was. */
const takeOverSilent = (schema: string) => `
  UPDATE ${jobsTable(schema)} SET heartbeat_on = NULL, output = $3::jsonb,
    state = (CASE WHEN retry_count < retry_limit THEN 'retry' ELSE 'failed' END)::${schema}.job_state,
    completed_on = CASE WHEN retry_count < retry_limit THEN NULL ELSE now() END,
    start_after = CASE WHEN retry_count < retry_limit THEN now() ELSE start_after END
  WHERE name = ANY ($1) AND state = 'active' AND heartbeat_on < now() - make_interval(secs => $2)
  RETURNING id`;
