const firstDelayMs = 1_000;
const longestDelayMs = 60 * 60 * 1_000;

/** When to try again after the given number of failed attempts: after 1 s, 2 s, 4 s, ... at most an hour. */
export function nextAttemptAt(now: Date, failedAttempts: number): Date {
  return new Date(now.getTime() + Math.min(longestDelayMs, firstDelayMs * 2 ** (failedAttempts - 1)));
}
