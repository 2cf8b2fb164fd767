const minute = 60;
const hour = 3_600;

/** Before the second attempt, the third and so on, in seconds (Standard Webhooks, "Retry schedule"). */
const pauses = [5, 5 * minute, 30 * minute, 2 * hour, 5 * hour, 10 * hour, 14 * hour, 20 * hour, 24 * hour];
/** So that what failed together does not come back together. */
const jitter = 0.1;

export const maxAttempts = pauses.length + 1;
/** A webhook to which nothing gets through for so long is deactivated. */
export const failingLimitSeconds = 5 * 24 * hour;
/** A webhook to which nothing got through for so long, and to which `manyUnanswered` wait for another attempt, was away. */
export const awaySeconds = 5;
/** None of them answered at all: fewer may be at fault themselves, and keep to the schedule. */
export const manyUnanswered = 5;
/** What found nobody there no more than so often is tried as soon as something gets through, however few there are. */
export const fewAttempts = 2;
/** Of one attempt, from the connection to the last byte that is read. */
export const attemptTimeoutSeconds = 15;

/**
 * @param attempt that has failed, from 1.
 * @param chance from 0 to 1.
 * @returns in seconds, a tenth longer at most; null after the last one.
 */
export function pauseAfter(attempt: number, chance: number): number | null {
  const pause = pauses[attempt - 1];
  return pause === undefined ? null : pause * (1 + jitter * chance);
}
