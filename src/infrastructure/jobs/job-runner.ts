import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises';
import type { JobHandler } from '#application/jobs/job.js';
import type { Logger } from '#application/shared/logger.js';
import type { Signal } from '../shared/signal.js';
import { type AttemptEnd, JobAttempt } from './job-attempt.js';
import { JobQueue } from './job-queue.js';
import type { JobClaim, JobStore } from './job-store.js';

export interface JobRunnerSettings {
  /** Between two looks for jobs that nobody has told of: of other instances, delayed ones, those to be tried again. */
  readonly pollIntervalMs: number;
  /** After so long without a sign of life of an instance, others take over what it has begun. */
  readonly leaseMs: number;
  /** When the service stops, jobs that run are waited for this long, and then given back. */
  readonly stopMs: number;
}

/** After a look that found nothing, so that many wake-ups cost one look. */
const restMs = 10;
/** Of an outcome that cannot be recorded; then the job is left to whoever takes it over. */
const recordAttempts = 5;
const recordPauseMs = 500;

/**
 * Has jobs done, together with the runners of other instances, each of them only sorts that it has handlers for. It looks
 * when it is woken, when there is room for more of what it has seen, and at every interval, so that nothing is missed.
 * Whatever its load, it uses three connections to the store at most.
 */
export class JobRunner {
  /** Whoever wakes it, it does not run in their transaction. */
  readonly #outside = AsyncLocalStorage.snapshot();
  readonly #closing = new AbortController();
  readonly #queues: readonly JobQueue[];
  /** Those in which there was more than there was room for. */
  readonly #pending = new Set<JobQueue>();
  readonly #ends = new Set<Promise<void>>();
  readonly #timers: NodeJS.Timeout[] = [];
  #opened: Promise<void> | undefined;
  #unsubscribe: (() => void) | undefined;
  #isWanted = false;
  #begunCount = 0;
  #looks: Promise<void> | undefined;
  #keeping: Promise<void> | undefined;
  #closed: Promise<void> | undefined;

  /** @throws Error when two handlers are for the same job. */
  constructor(
    handlers: readonly JobHandler[],
    private readonly store: JobStore,
    private readonly signal: Signal,
    private readonly logger: Logger,
    private readonly settings: JobRunnerSettings,
  ) {
    const names = handlers.map(({ job }) => job.name);
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined) throw new Error(`There are two handlers of the job ${twice}`);
    this.#queues = handlers.map((handler) => new JobQueue(handler, store));
  }

  /** The names of the jobs that are being done now. */
  get atWork(): readonly string[] {
    return this.#queues.filter(({ running }) => running.size > 0).map(({ name }) => name);
  }

  start(): void {
    if (this.#timers.length > 0 || this.#isClosing() || this.#queues.length === 0) return;
    const { pollIntervalMs, leaseMs } = this.settings;
    this.#unsubscribe = this.signal.subscribe(() => this.#wake());
    this.#timers.push(setInterval(() => this.#wake(), pollIntervalMs).unref());
    // Two may be missed.
    this.#timers.push(setInterval(() => this.#keep(), leaseMs / 3).unref());
    this.#wake();
  }

  /** Resolves when nothing is due any more and nothing runs. */
  async drain(): Promise<void> {
    for (let isIdle = false; !isIdle && !this.#isClosing(); ) {
      const before = this.#begunCount;
      // What runs may leave jobs behind, which are looked for when it has ended.
      const wasAtWork = this.#ends.size > 0;
      this.#wake();
      await this.#looks;
      await Promise.all(this.#ends);
      isIdle = !wasAtWork && before === this.#begunCount;
    }
  }

  /** Tells of its life, and ends attempts of those who do not. */
  async keep(): Promise<void> {
    for (const { running } of this.#queues) await this.#keepAttempts([...running]);
    const names = this.#queues.map(({ name }) => name);
    const count = await this.store.takeOver(names, this.settings.leaseMs);
    if (count === 0) return;
    this.logger.warn('Jobs were taken over, whose instance has shown no sign of life', { count });
    this.#wake();
  }

  /** Begins nothing more, waits for what runs and gives the rest back. May be called again. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.#closing.abort();
    for (const timer of this.#timers) clearInterval(timer);
    this.#unsubscribe?.();
    await this.#looks;
    const giveBack = setTimeout(() => this.#giveUpAll('The service stops'), this.settings.stopMs);
    await Promise.all(this.#ends);
    clearTimeout(giveBack);
    await this.#keeping;
  }

  #giveUpAll(reason: string): void {
    for (const attempt of this.#queues.flatMap(({ running }) => [...running])) attempt.giveUp(reason);
  }

  #wake(): void {
    this.#isWanted = true;
    this.#goOn();
  }

  #goOn(): void {
    if (!this.#isClosing()) this.#looks ??= this.#outside(() => this.#lookWhileWanted());
  }

  async #lookWhileWanted(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted && (this.#isWanted || this.#hasRoomForPending())) {
      const hasBegun = await this.#look().catch((error) => {
        this.#pending.clear();
        this.logger.error('Jobs cannot begin', { error });
        return false;
      });
      if (hasBegun) await nextTurn();
      else await delay(restMs, undefined, { signal }).catch(() => undefined);
    }
    this.#looks = undefined;
  }

  #hasRoomForPending(): boolean {
    return [...this.#pending].some(({ room }) => room > 0);
  }

  /** @returns whether something has begun. */
  async #look(): Promise<boolean> {
    await this.#open();
    if (this.#isWanted) {
      this.#isWanted = false;
      const names = await this.store.due(this.#queues.map(({ name }) => name));
      for (const queue of this.#queues) if (names.includes(queue.name)) this.#pending.add(queue);
    }
    let hasBegun = false;
    for (const queue of this.#pending) {
      const { room } = queue;
      if (room <= 0 || this.#isClosing()) continue;
      const claims = await this.store.claim(queue.name, room);
      if (claims.length < room) this.#pending.delete(queue);
      for (const claim of claims) this.#begin(queue, claim);
      hasBegun ||= claims.length > 0;
    }
    return hasBegun;
  }

  /** Once; again after a failure. */
  #open(): Promise<void> {
    this.#opened ??= this.store.open(this.#queues.map(({ handler }) => handler.job)).catch((error) => {
      this.#opened = undefined;
      throw error;
    });
    return this.#opened;
  }

  #begin(queue: JobQueue, claim: JobClaim): void {
    const attempt = new JobAttempt(claim, queue.handler);
    queue.running.add(attempt);
    this.#begunCount += 1;
    const end = attempt
      .run()
      .then((how) => this.#settle(queue, claim, how))
      .finally(() => {
        queue.running.delete(attempt);
        this.#ends.delete(end);
        if (this.#pending.has(queue)) this.#goOn();
      });
    this.#ends.add(end);
  }

  async #settle(queue: JobQueue, claim: JobClaim, how: AttemptEnd): Promise<void> {
    const persist = (statement: () => Promise<void>) => this.#persist(queue.name, statement);
    const tellOfLost = (count: number) =>
      this.logger.warn('Jobs ended after another instance had taken them over', { job: queue.name, count });
    switch (how.kind) {
      case 'done':
        return queue.complete(claim, persist, tellOfLost);
      case 'given up':
        return persist(() => this.store.release([claim]));
      case 'failed': {
        const { attempt, id } = claim;
        this.logger.warn('A job failed', { job: queue.name, id, attempt, error: how.error });
        return persist(async () => {
          if (!(await this.store.fail(claim, how.failure))) tellOfLost(1);
        });
      }
    }
  }

  async #persist(job: string, statement: () => Promise<void>): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await statement();
      } catch (error) {
        if (attempt < recordAttempts) {
          await delay(recordPauseMs);
          continue;
        }
        this.logger.error('The end of a job was not recorded; it will be done again', { job, error });
        return;
      }
    }
  }

  #keep(): void {
    this.#keeping ??= this.#outside(() => this.keep())
      .catch((error) => this.logger.error('Jobs cannot be kept', { error }))
      .finally(() => {
        this.#keeping = undefined;
      });
  }

  async #keepAttempts(attempts: readonly JobAttempt[]): Promise<void> {
    if (attempts.length === 0) return;
    const held = await this.store.keep(attempts.map(({ claim }) => claim));
    for (const attempt of attempts) {
      if (!held.has(attempt.claim.id)) attempt.giveUp('Another instance has taken the job over');
    }
  }

  #isClosing(): boolean {
    return this.#closing.signal.aborted;
  }
}
