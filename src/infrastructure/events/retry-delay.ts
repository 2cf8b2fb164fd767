const longestDelayMs = 5 * 60 * 1_000;

/**
 * How long to wait after so many failures: the first delay, twice as long, four times, ... at most five minutes,
 * each shortened by up to a half, so that those who failed together do not come back together.
 */
export function retryDelayMs(firstDelayMs: number, failures: number): number {
  const longest = Math.min(longestDelayMs, firstDelayMs * 2 ** (failures - 1));
  return Math.round(longest * (1 - Math.random() / 2));
}
