import { AwayError } from '../events/event-failures.js';

/**
 * Whatever becomes of the work after its time is nobody's concern.
 * @param late what to say then, without the time.
 * @throws AwayError then, and what the work throws.
 */
export async function inTime<T>(timeoutMs: number, work: Promise<T>, late: string): Promise<T> {
  const { promise: timeout, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new AwayError(`${late} within ${timeoutMs} ms`)), timeoutMs);
  return Promise.race([work, timeout]).finally(() => clearTimeout(timer));
}
