import { subscriptionNotFound } from '#domain/events/errors.js';
import type { Subscription } from './subscription.js';

/** @throws AppError SUBSCRIPTION_NOT_FOUND, naming those that there are. */
export function requireKnown(known: readonly Subscription[], wanted: string): void {
  const names = known.map(({ name }) => name).sort();
  if (names.includes(wanted)) return;
  throw subscriptionNotFound({ message: `There is no such subscription: there are ${names.join(', ')}.` });
}
