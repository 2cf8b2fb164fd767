import { AsyncLocalStorage } from 'node:async_hooks';
import type { CronExpressionParser } from 'cron-parser';
import type { JobDefinition, JobSchedule } from '#application/jobs/job.js';
import type { Jobs } from '#application/jobs/jobs.js';
import type { Clock } from '#application/shared/clock.js';
import type { Logger } from '#application/shared/logger.js';
import { systemContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';

/** Up to where each schedule has been followed, by all instances together. */
export interface ScheduleStore {
  /** Those that are new begin now. @returns the last time that each was due, by name. */
  begin(names: readonly string[]): Promise<ReadonlyMap<string, Date>>;
  /** Part of the unit of work. @returns false where another instance was there first. */
  advance(name: string, dueAt: Date): Promise<boolean>;
}

type Scheduled = JobDefinition & { readonly schedule: JobSchedule };

/** A machine's clock may be set, and a timer is no more exact than that over a long time. */
const longestWaitMs = 60_000;
/** The start has other things to do. */
const firstWaitMs = 10_000;
const afterFailureMs = 5_000;

/**
 * Enqueues jobs when they are due by their schedules, each time once over all instances: of those that try, one moves the
 * schedule on, in the transaction that enqueues the job. What was due while no instance ran is made up for once.
 */
export class JobSchedules {
  /** Whoever starts it, it does not run in their transaction. */
  readonly #outside = AsyncLocalStorage.snapshot();
  readonly #scheduled: readonly Scheduled[];
  readonly #lastAt = new Map<string, Date>();
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #isClosed = false;
  #parser: typeof CronExpressionParser | undefined;

  /** @throws Error for a schedule that cannot be read, naming its job. */
  constructor(
    definitions: readonly JobDefinition[],
    private readonly store: ScheduleStore,
    private readonly jobs: Jobs,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {
    this.#scheduled = definitions.filter((job): job is Scheduled => job.schedule !== undefined);
    for (const job of this.#scheduled) refuseUnreadable(job);
  }

  start(): void {
    if (this.#timer === undefined && !this.#isClosed && this.#scheduled.length > 0) {
      this.#wait(firstWaitMs);
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  /** Enqueues what is due. */
  async follow(): Promise<void> {
    this.#parser ??= (await import('cron-parser')).CronExpressionParser;
    const unknown = this.#scheduled.map(({ name }) => name).filter((name) => !this.#lastAt.has(name));
    if (unknown.length > 0) {
      for (const [name, lastAt] of await this.store.begin(unknown)) this.#lastAt.set(name, lastAt);
    }
    for (const job of this.#scheduled) await this.#followOne(job);
  }

  async #followOne(job: Scheduled): Promise<void> {
    const dueAt = this.#timesOf(job.schedule, this.clock.now()).prev().toDate();
    const lastAt = this.#lastAt.get(job.name);
    if (lastAt === undefined || dueAt <= lastAt) return;
    const isAdded = await this.unitOfWork.run(systemContext, async () => {
      if (!(await this.store.advance(job.name, dueAt))) return true;
      return this.jobs.enqueue(job, {}, { uniqueKey: 'schedule' });
    });
    this.#lastAt.set(job.name, dueAt);
    if (isAdded) return;
    this.logger.warn('A job is left out, since the one that was due before it has not ended', {
      job: job.name,
      dueAt,
    });
  }

  #wait(ms: number): void {
    if (this.#isClosed) return;
    this.#timer = setTimeout(() => {
      this.#running = this.#outside(() => this.follow())
        .then(
          () => this.#untilNext(),
          (error) => {
            this.logger.error('Schedules cannot be followed', { error });
            return afterFailureMs;
          },
        )
        .then((next) => this.#wait(next));
    }, ms).unref();
  }

  /** `prev` has the last time that is not after `now`. */
  #timesOf({ cron, timeZone }: JobSchedule, now: Date) {
    if (this.#parser === undefined) throw new Error('The parser is not loaded');
    return this.#parser.parse(cron, { tz: timeZone, currentDate: new Date(now.getTime() + 1) });
  }

  #untilNext(): number {
    const now = this.clock.now();
    const times = this.#scheduled.map(({ schedule }) => this.#timesOf(schedule, now).next().getTime());
    // A little later, so that the time has come by the clock of whoever asks.
    return Math.min(longestWaitMs, Math.min(...times) - now.getTime() + 50);
  }
}

const fields = /^\S+( +\S+){4}$/;

/** The rest of it is known when the parser is loaded, which is not before it is needed. */
function refuseUnreadable({ name, schedule: { cron, timeZone } }: Scheduled): void {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
    if (fields.test(cron)) return;
  } catch {
    // Told below.
  }
  throw new Error(`The schedule of the job ${name} cannot be read: ${cron}, ${timeZone}`);
}
