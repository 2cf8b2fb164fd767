import type { EventHandler, StoredEvent } from '#application/shared/outbox.js';

export class DeliveryTimeoutError extends Error {
  override readonly name = 'DeliveryTimeoutError';
}

/**
 * Hands the event to every handler, in order; the failure of one keeps it from no other.
 * @throws AggregateError with the errors of those that failed.
 */
export async function deliver(
  event: StoredEvent,
  handlers: readonly EventHandler[],
  timeoutMs: number,
): Promise<void> {
  const errors: unknown[] = [];
  for (const handler of handlers) {
    try {
      await within(timeoutMs, handler.handle(event));
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0) throw new AggregateError(errors, `Delivery of ${event.name} failed`);
}

async function within(timeoutMs: number, task: Promise<void>): Promise<void> {
  const { promise: timeout, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => reject(new DeliveryTimeoutError(`A handler took longer than ${timeoutMs} ms`)),
    timeoutMs,
  );
  try {
    await Promise.race([task, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
