import { setTimeout as delay } from 'node:timers/promises';

export interface RetryPolicy {
  /** The first one included. */
  readonly attempts: number;
  readonly baseDelayMs: number;
  readonly maxDelayMs: number;
  /** So long after the first attempt none is begun any more: whoever waits is told. */
  readonly longestMs?: number;
}

export const defaultRetryPolicy: RetryPolicy = {
  attempts: 4,
  baseDelayMs: 20,
  maxDelayMs: 500,
  longestMs: 5_000,
};

/** Exponential backoff with full jitter, so that those who collided do not collide again. */
export function backoffMs(policy: RetryPolicy, attempt: number): number {
  return Math.random() * Math.min(policy.maxDelayMs, policy.baseDelayMs * 2 ** (attempt - 1));
}

/** @param began when the first attempt did, in milliseconds of the monotonic clock. */
export function isLast({ attempts, longestMs }: RetryPolicy, attempt: number, began: number): boolean {
  return attempt >= attempts || (longestMs !== undefined && performance.now() - began > longestMs);
}

/** Runs `attempt` until it resolves, throws what is not `isRetryable`, or the attempts are used up. */
export async function retrying<T>(
  policy: RetryPolicy,
  isRetryable: (error: unknown) => boolean,
  attempt: () => Promise<T>,
): Promise<T> {
  const began = performance.now();
  for (let count = 1; ; count += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (isLast(policy, count, began) || !isRetryable(error)) throw error;
      await delay(backoffMs(policy, count));
    }
  }
}
