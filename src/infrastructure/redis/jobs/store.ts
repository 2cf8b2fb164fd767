import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { JobDefinition } from '#application/jobs/job.js';
import {
  attemptEnded,
  type JobClaim,
  type JobFailure,
  type JobStore,
} from '#infrastructure/jobs/job-store.js';
import type { JobOutbox, Unrelayed } from '#infrastructure/postgres/jobs/outbox.js';
import type { RedisJob, RedisQueues } from './queues.js';

interface Held {
  readonly job: RedisJob;
  /** Of the lock, without which nothing can be done to the job. */
  readonly token: string;
  /** No other attempt is made after it. */
  readonly isLast: boolean;
  /** In Redis, and maybe not in the outbox yet: what failed in between is done again. */
  isEnded?: true;
}

const relayBatch = 500;
const sweepBatch = 1_000;
/** What Redis has had for a shorter time may be on its way. */
const sweepAfterSeconds = 5;
/** Where Redis has the smallest first, and has ours in the list without any order if it is 0. */
const lowestPriority = 1_000_000;
/** Of BullMQ: no job, no lock, not running, the lock of another. */
const lostCodes: readonly unknown[] = [-1, -2, -3, -6];

/**
 * Redis says whose turn it is, the outbox what there is to be done: a row is relayed when it is committed, again when
 * Redis has forgotten it, and removed when the job is done. What Redis has without a row is done already.
 */
export class RedisJobStore implements JobStore {
  readonly #owner = randomUUID();
  readonly #held = new Map<string, Held>();
  #tokens = 0;

  constructor(
    private readonly queues: RedisQueues,
    private readonly outbox: JobOutbox,
  ) {}

  async open(jobs: readonly JobDefinition[]): Promise<void> {
    for (const { name } of jobs) await this.queues.get(name);
  }

  async due(queues: readonly string[]): Promise<readonly string[]> {
    await this.#relay(queues);
    const pipeline = this.queues.client.pipeline();
    for (const name of queues) {
      const { queue } = await this.queues.get(name);
      pipeline.exists(queue.toKey('wait'), queue.toKey('prioritized'));
      pipeline.zcount(queue.toKey('delayed'), 0, (Date.now() + 1) * 0x1000);
    }
    const counts = await resultsOf<number>(pipeline.exec());
    return queues.filter((_, index) => (counts[2 * index] ?? 0) + (counts[2 * index + 1] ?? 0) > 0);
  }

  async claim(name: string, limit: number): Promise<readonly JobClaim[]> {
    const { worker } = await this.queues.get(name);
    const begun: { readonly job: RedisJob; readonly token: string }[] = [];
    while (begun.length < limit) {
      this.#tokens += 1;
      const token = `${this.#owner}:${this.#tokens}`;
      const job = await worker.getNextJob(token, { block: false });
      if (job === undefined) break;
      begun.push({ job, token });
    }
    if (begun.length === 0) return [];
    const rows = await this.outbox.unfinished(begun.map(({ job }) => idOf(job)));
    const claims: JobClaim[] = [];
    for (const { job, token } of begun) {
      const row = rows.get(idOf(job));
      if (row === undefined) {
        await job.moveToCompleted(undefined, token, false);
        continue;
      }
      const attempt = row.attempts + job.attemptsStarted;
      const claim = { id: idOf(job), queue: name, payload: row.payload, attempt };
      this.#held.set(keyOf(claim), { job, token, isLast: attemptsOf(job) + 1 >= allowedTo(job) });
      claims.push(claim);
    }
    return claims;
  }

  async complete(claims: readonly JobClaim[]): Promise<number> {
    const done = await Promise.all(
      claims.map((claim) =>
        this.#end(claim, ({ job, token }) => job.moveToCompleted(undefined, token, false)),
      ),
    );
    const ids = claims.filter((_, index) => done[index]).map(({ id }) => id);
    if (ids.length > 0) await this.outbox.remove(ids);
    this.#forget(claims);
    return ids.length;
  }

  async fail(claim: JobClaim, { message, isPermanent }: JobFailure): Promise<boolean> {
    const { UnrecoverableError } = await import('bullmq');
    const held = this.#held.get(keyOf(claim));
    const isLast = isPermanent || held?.isLast === true;
    const error = isLast ? new UnrecoverableError(message) : new Error(message);
    const isOurs = await this.#end(claim, ({ job, token }) => job.moveToFailed(error, token, false));
    if (isOurs && isLast) await this.outbox.markFailed(claim.id, claim.attempt, message);
    this.#forget([claim]);
    return isOurs;
  }

  async release(claims: readonly JobClaim[]): Promise<void> {
    for (const claim of claims) await this.#end(claim, ({ job, token }) => job.moveToWait(token));
    this.#forget(claims);
  }

  async keep(claims: readonly JobClaim[]): Promise<ReadonlySet<string>> {
    const { leaseMs } = this.queues;
    const kept = await Promise.all(
      claims.map(async (claim) => {
        const held = this.#held.get(keyOf(claim));
        return held !== undefined && (await held.job.extendLock(held.token, leaseMs)) > 0;
      }),
    );
    return new Set(claims.filter((_, index) => kept[index]).map(({ id }) => id));
  }

  async takeOver(queues: readonly string[]): Promise<number> {
    let count = 0;
    for (const name of queues) {
      count += await this.#takeOver(name);
      await this.#sweep(name);
    }
    return count;
  }

  /** By the lock that an attempt has to renew; BullMQ looks twice before it takes one for lost. */
  async #takeOver(name: string): Promise<number> {
    const { queue, worker } = await this.queues.get(name);
    const backend = worker.getBackend();
    await backend.moveStalledJobsToWait();
    await delay(2);
    const ids = await backend.moveStalledJobsToWait();
    for (const id of ids) {
      const job: RedisJob | undefined = await queue.getJob(id);
      if (job === undefined || attemptsOf(job) < allowedTo(job)) continue;
      // Somebody may have begun it meanwhile, and then it is theirs.
      const isRemoved = await job.remove().then(
        () => true,
        () => false,
      );
      const row = isRemoved ? (await this.outbox.unfinished([id])).get(id) : undefined;
      if (row !== undefined)
        await this.outbox.markFailed(id, row.attempts + job.attemptsStarted, attemptEnded);
    }
    return ids.length;
  }

  /** What Redis has lost, by a restart or with a server, it is given again. */
  async #sweep(name: string): Promise<void> {
    const { queue } = await this.queues.get(name);
    for (let after: string | null = null; ; ) {
      const ids = await this.outbox.relayedIds(name, after, sweepAfterSeconds, sweepBatch);
      const pipeline = this.queues.client.pipeline();
      for (const id of ids) pipeline.exists(queue.toKey(id));
      const found = await resultsOf<number>(pipeline.exec());
      const forgotten = ids.filter((_, index) => found[index] === 0);
      if (forgotten.length > 0) await this.outbox.markForgotten(forgotten);
      after = ids.at(-1) ?? null;
      if (ids.length < sweepBatch) return;
    }
  }

  /** Twice is once, since Redis adds no second job of an id. */
  async #relay(queues: readonly string[]): Promise<void> {
    for (;;) {
      const rows = await this.outbox.unrelayed(queues, relayBatch);
      for (const [name, ofQueue] of Map.groupBy(rows, ({ queue }) => queue)) {
        const { queue } = await this.queues.get(name);
        await queue.addBulk(ofQueue.map(toRedis));
      }
      if (rows.length > 0) await this.outbox.markRelayed(rows.map(({ id }) => id));
      if (rows.length < relayBatch) return;
    }
  }

  /** Once, however often it is asked for. @returns whether the attempt was still the claim's. */
  async #end(claim: JobClaim, how: (held: Held) => Promise<unknown>): Promise<boolean> {
    const held = this.#held.get(keyOf(claim));
    if (held === undefined) return false;
    try {
      if (!held.isEnded) await how(held);
      held.isEnded = true;
      return true;
    } catch (error) {
      if (!lostCodes.includes((error as { code?: unknown }).code)) throw error;
      this.#held.delete(keyOf(claim));
      return false;
    }
  }

  #forget(claims: readonly JobClaim[]): void {
    for (const claim of claims) this.#held.delete(keyOf(claim));
  }
}

function toRedis({ id, queue, priority, delayMs, attempts, firstRetrySeconds, maxRetrySeconds }: Unrelayed) {
  return {
    name: queue,
    data: { firstRetrySeconds, maxRetrySeconds },
    opts: {
      jobId: id,
      priority: Math.min(2 * lowestPriority, Math.max(1, lowestPriority - priority)),
      delay: delayMs,
      attempts,
      backoff: { type: 'ours' },
      removeOnComplete: true,
      removeOnFail: true,
      stackTraceLimit: 0,
    },
  };
}

function idOf({ id }: RedisJob): string {
  if (id === undefined) throw new Error('A job of Redis has no id');
  return id;
}

function keyOf({ id, attempt }: JobClaim): string {
  return `${id} ${attempt}`;
}

/** That have failed or were lost. */
function attemptsOf({ attemptsMade, stalledCounter }: RedisJob): number {
  return attemptsMade + stalledCounter;
}

function allowedTo({ opts: { attempts = 1 } }: RedisJob): number {
  return attempts;
}

async function resultsOf<T>(executed: Promise<[Error | null, unknown][] | null>): Promise<T[]> {
  return ((await executed) ?? []).map(([error, result]) => {
    if (error !== null) throw error;
    return result as T;
  });
}
