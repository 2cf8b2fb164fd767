import type { Job, Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import type { Logger } from '#application/shared/logger.js';

/** What is stored of a job beside its id: nothing that is worth a secret. */
export interface RedisJobData {
  readonly firstRetrySeconds: number;
  readonly maxRetrySeconds: number;
}

export type RedisJob = Job<RedisJobData>;

export interface RedisJobQueue {
  readonly queue: Queue<RedisJobData>;
  /** Only begins and ends attempts; it runs nothing by itself. */
  readonly worker: Worker<RedisJobData>;
}

/** Scores of BullMQ's are times in milliseconds with twelve more bits. */
export const scoreFactor = 0x1000;
/** That of the library would be without end. */
const commandTimeoutMs = 10_000;

/** The queues of BullMQ, one for each sort of job, on one connection. The library is loaded when it is first needed. */
export class RedisQueues {
  readonly client: Redis;
  readonly #queues = new Map<string, Promise<RedisJobQueue>>();
  #isClosed = false;

  /** @param leaseMs for which an attempt is its runner's without a sign of life. */
  constructor(
    url: string,
    private readonly prefix: string,
    readonly leaseMs: number,
    private readonly logger: Logger,
  ) {
    this.client = new Redis(url, {
      lazyConnect: true,
      maxRetriesPerRequest: 3,
      commandTimeout: commandTimeoutMs,
      connectionName: 'gatehouse-jobs',
    });
    this.client.on('error', () => undefined);
  }

  get(name: string): Promise<RedisJobQueue> {
    return this.#queues.getOrInsertComputed(name, () => this.#open(name));
  }

  /** Null where it is not put off. */
  async delayedUntil(name: string, id: string): Promise<Date | null> {
    const { queue } = await this.get(name);
    const score = await this.client.zscore(queue.toKey('delayed'), id);
    return score === null ? null : new Date(Number(score) / scoreFactor);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const open of this.#queues.values()) {
      const { queue, worker } = await open;
      await worker.close(true);
      await queue.close();
    }
    this.client.disconnect();
  }

  async #open(name: string): Promise<RedisJobQueue> {
    const { createRedisBackend, Queue: QueueOf, Worker: WorkerOf } = await import('bullmq');
    const shared = { connection: this.client, prefix: `${this.prefix}jobs` };
    const queue = new QueueOf<RedisJobData>(name, shared);
    const worker = new WorkerOf<RedisJobData>(
      name,
      null,
      {
        ...shared,
        autorun: false,
        lockDuration: this.leaseMs,
        skipLockRenewal: true,
        // Attempts are counted by us, with those that were lost.
        maxStalledCount: Number.MAX_SAFE_INTEGER,
        stalledInterval: 1,
        settings: {
          backoffStrategy: (attemptsMade, _type, _error, job) => backoffMs(attemptsMade, job?.data),
        },
      },
      // Without the connection that it would wait on: our runner is woken otherwise.
      (each, options) => createRedisBackend(each, options),
    );
    const tell = (error: Error) => {
      if (!this.#isClosed) this.logger.debug('BullMQ failed', { error });
    };
    queue.on('error', tell);
    worker.on('error', tell);
    return { queue, worker };
  }
}

/** As pg-boss has it: from once to twice the first time, doubled with each attempt. */
function backoffMs(attemptsMade: number, data: RedisJobData | undefined): number {
  if (data === undefined) return 0;
  const seconds = data.firstRetrySeconds * 2 ** (attemptsMade - 1) * (1 + Math.random());
  return Math.min(data.maxRetrySeconds, seconds) * 1000;
}
