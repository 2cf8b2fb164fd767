/** What a step is tried under, and what is noted of its failure. */
export interface StepConditions {
  /** Aborted after so long. */
  timeLimit(seconds: number): AbortSignal;
  /** Of [0, 1). */
  chance(): number;
  /** What operators may read of it: without secrets. */
  describe(error: unknown): string;
}

/** Of the engine itself, not of what a step throws. Its message may be shown. */
export class StepFailure extends Error {
  override readonly name = 'StepFailure';
}
