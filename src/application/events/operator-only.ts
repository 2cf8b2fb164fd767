import type { RequestContext } from '#application/shared/request-context.js';
import { forbidden } from '#domain/access/errors.js';
import { invalidField } from '#domain/shared/validation.js';
import type { Subscription } from './subscription.js';

/** Subscriptions are operated from the command line. @throws AppError FORBIDDEN for everybody else. */
export function requireOperator({ principal }: RequestContext): void {
  if (principal?.kind !== 'system') throw forbidden();
}

/** @throws AppError FORBIDDEN as above; VALIDATION_ERROR, naming those that there are. */
export function requireSubscription(
  context: RequestContext,
  known: readonly Subscription[],
  wanted: string,
): void {
  requireOperator(context);
  const names = known.map(({ name }) => name).sort();
  if (!names.includes(wanted)) throw invalidField('subscription', `must be one of ${names.join(', ')}`);
}
