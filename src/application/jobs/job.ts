/** Plain data, as it is kept until the job has run. What is secret in it is encrypted. @public */
export type JobPayload = Readonly<Record<string, string | number | boolean | null>>;

/** When a job is done of its own accord. @public */
export interface JobSchedule {
  /** Five fields: minute, hour, day of the month, month, day of the week. */
  readonly cron: string;
  /** A name of the IANA time zone database, such as `Europe/Berlin`. */
  readonly timeZone: string;
}

/** Work that can wait or fail on its own. @public */
export interface JobDefinition<Payload extends JobPayload = JobPayload> {
  /** `<feature>.<what>`: its identity where jobs are kept. */
  readonly name: string;
  /** What it does, for whoever operates it. */
  readonly description: string;
  /** @throws Error for what is no payload of this job, which is then not tried again. */
  parse(raw: unknown): Payload;
  /** The first one included. */
  readonly attempts: number;
  /** Until the second attempt; twice as long each time after it, give or take a part that is left to chance. */
  readonly firstRetrySeconds: number;
  readonly maxRetrySeconds: number;
  /** On one instance at the same time. */
  readonly concurrency: number;
  /** Of one attempt, which is over then, whatever it does. */
  readonly timeoutSeconds: number;
  /** With an empty payload, once over all instances; not while the one before it waits or runs. */
  readonly schedule?: JobSchedule;
}

type Defaults = 'attempts' | 'firstRetrySeconds' | 'maxRetrySeconds' | 'concurrency' | 'timeoutSeconds';

/** Defines a job: `jobs.enqueue(sendMail, payload)`. @public */
export function defineJob<Payload extends JobPayload>(
  definition: Omit<JobDefinition<Payload>, Defaults> & Partial<Pick<JobDefinition<Payload>, Defaults>>,
): JobDefinition<Payload> {
  return Object.freeze({
    attempts: 5,
    firstRetrySeconds: 5,
    maxRetrySeconds: 3_600,
    concurrency: 5,
    timeoutSeconds: 60,
    ...definition,
  });
}

/** One attempt at a job. @public */
export interface JobRun<Payload extends JobPayload = JobPayload> {
  /** The same at each attempt: what writes it beside its effects does them once. */
  readonly id: string;
  readonly payload: Payload;
  /** From 1. */
  readonly attempt: number;
  /**
   * Aborted when its time is up, when the service stops and waits no longer, and when another instance has taken the
   * job over. What goes on then does so for nobody: its outcome is not recorded.
   */
  readonly signal: AbortSignal;
}

/**
 * Does one sort of job, at least once each, outside of any unit of work. What it throws is tried again later; a
 * `PermanentFailure` is not. @public
 */
export interface JobHandler<Payload extends JobPayload = JobPayload> {
  readonly job: JobDefinition<Payload>;
  handle(run: JobRun<Payload>): Promise<void>;
}

/**
 * What no further attempt would change. The job becomes a dead letter at once. Its message is kept and shown to
 * operators, so that it must hold no secret. @public
 */
export class PermanentFailure extends Error {
  override readonly name = 'PermanentFailure';
}
