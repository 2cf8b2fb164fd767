import type { JobDefinition } from '#application/jobs/job.js';

/** An attempt that somebody has begun. As soon as it is another's, nothing can be done to the job by it. */
export interface JobClaim {
  readonly id: string;
  readonly queue: string;
  readonly payload: unknown;
  /** From 1. */
  readonly attempt: number;
}

export interface JobFailure {
  /** Shown to operators, so without secrets. */
  readonly message: string;
  /** No further attempt is made. */
  readonly isPermanent: boolean;
}

/** Where runners find jobs. Of several that claim at once, each job is one's; all times are those of the store's clock. */
export interface JobStore {
  /** To be called before anything else. May be called again. */
  open(jobs: readonly JobDefinition[]): Promise<void>;
  /** Those of the queues in which there is something to be done now. */
  due(queues: readonly string[]): Promise<readonly string[]>;
  /** Begins attempts at the most urgent and oldest ones. */
  claim(queue: string, limit: number): Promise<readonly JobClaim[]>;
  /** Removes what is done, with its payload. All claims are of one queue. @returns how many were still those of the claims. */
  complete(claims: readonly JobClaim[]): Promise<number>;
  /** To be tried again later, by the rules of its definition, or never. @returns whether it was still the claim's. */
  fail(claim: JobClaim, failure: JobFailure): Promise<boolean>;
  /** Gives back what was not finished: others may begin it at once, and the attempt does not count. */
  release(claims: readonly JobClaim[]): Promise<void>;
  /** A sign of life. All claims are of one queue. @returns the ids of those that are still the claims'. */
  keep(claims: readonly JobClaim[]): Promise<ReadonlySet<string>>;
  /** Ends the attempts that have shown no sign of life for so long. @returns how many. */
  takeOver(queues: readonly string[], silentMs: number): Promise<number>;
}

/** What is recorded of an attempt whose instance was lost. */
export const attemptEnded = 'The process that did it ended, or was cut off';
