import { HandlerTimeoutError } from './event-failures.js';

/** @throws HandlerTimeoutError when the task takes longer; whatever becomes of it is then nobody's concern. */
export async function within(timeoutMs: number, task: Promise<void>): Promise<void> {
  const { promise: timeout, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new HandlerTimeoutError(timeoutMs)), timeoutMs);
  try {
    await Promise.race([task, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
