import type { DiscardDeadLetter } from '#application/events/discard-dead-letter.js';
import type { EventCatalogue } from '#application/events/event-catalogue.js';
import type { ListDeadLetters } from '#application/events/list-dead-letters.js';
import type { ListSubscriptions } from '#application/events/list-subscriptions.js';
import type { ReplaySubscription } from '#application/events/replay-subscription.js';
import type { RetryDeadLetters } from '#application/events/retry-dead-letters.js';
import type { SubscriptionDesk } from '#application/events/subscription-desk.js';
import type { Retention } from '#application/shared/retention.js';
import type { Executes } from '#application/shared/use-case.js';
import type { EventRunner } from '#infrastructure/events/event-runner.js';
import type { EventSignal } from '#infrastructure/events/event-signal.js';
import type { SubscriptionStore } from '#infrastructure/events/subscription-store.js';
import { token } from '../token.js';

export const eventsTokens = {
  catalogue: token<EventCatalogue>('events.catalogue'),
  signal: token<EventSignal>('events.signal'),
  runner: token<EventRunner>('events.runner'),
  subscriptionStore: token<SubscriptionStore>('events.subscriptionStore'),
  subscriptionDesk: token<SubscriptionDesk>('events.subscriptionDesk'),
  /** How many transactional subscriptions may be at work at a time. */
  transactionalTurns: token<number>('events.transactionalTurns'),
  retention: token<Retention>('events.retention'),
  listSubscriptions: token<Executes<ListSubscriptions>>('ListSubscriptions'),
  listDeadLetters: token<Executes<ListDeadLetters>>('ListDeadLetters'),
  retryDeadLetters: token<Executes<RetryDeadLetters>>('RetryDeadLetters'),
  discardDeadLetter: token<Executes<DiscardDeadLetter>>('DiscardDeadLetter'),
  replaySubscription: token<Executes<ReplaySubscription>>('ReplaySubscription'),
};
