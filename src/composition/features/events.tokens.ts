import type { DiscardDeadLetter } from '#application/events/discard-dead-letter.js';
import type { EventCatalogue } from '#application/events/event-catalogue.js';
import type { EventFeed } from '#application/events/event-feed.js';
import type { EventTail } from '#application/events/event-tail.js';
import type { ListDeadLetters } from '#application/events/list-dead-letters.js';
import type { ListSubscriptions } from '#application/events/list-subscriptions.js';
import type { ReadEvents } from '#application/events/read-events.js';
import type { ReplaySubscription } from '#application/events/replay-subscription.js';
import type { RequireEventReader } from '#application/events/require-event-reader.js';
import type { RetryDeadLetters } from '#application/events/retry-dead-letters.js';
import type { ShowDeadLetter } from '#application/events/show-dead-letter.js';
import type { SubscriptionDesk } from '#application/events/subscription-desk.js';
import type { Retention } from '#application/shared/retention.js';
import type { Executes } from '#application/shared/use-case.js';
import type { EventRunner } from '#infrastructure/events/event-runner.js';
import type { EventSignal } from '#infrastructure/events/event-signal.js';
import type { SubscriptionStore } from '#infrastructure/events/subscription-store.js';
import type { EventReaders, Every } from '#presentation/http/v1/events/event-readers.js';
import { token } from '../token.js';

export const eventsTokens = {
  catalogue: token<EventCatalogue>('events.catalogue'),
  signal: token<EventSignal>('events.signal'),
  runner: token<EventRunner>('events.runner'),
  subscriptionStore: token<SubscriptionStore>('events.subscriptionStore'),
  subscriptionDesk: token<SubscriptionDesk>('events.subscriptionDesk'),
  /** How many transactional subscriptions may be at work at a time. */
  transactionalTurns: token<number>('events.transactionalTurns'),
  feed: token<EventFeed>('events.feed'),
  tail: token<EventTail>('events.tail'),
  /** Of the comments in streams. */
  every: token<Every>('events.every'),
  readers: token<EventReaders>('events.readers'),
  retention: token<Retention>('events.retention'),
  readEvents: token<Executes<ReadEvents>>('ReadEvents'),
  requireEventReader: token<Executes<RequireEventReader>>('RequireEventReader'),
  listSubscriptions: token<Executes<ListSubscriptions>>('ListSubscriptions'),
  listDeadLetters: token<Executes<ListDeadLetters>>('ListDeadLetters'),
  showDeadLetter: token<Executes<ShowDeadLetter>>('ShowDeadLetter'),
  retryDeadLetters: token<Executes<RetryDeadLetters>>('RetryDeadLetters'),
  discardDeadLetter: token<Executes<DiscardDeadLetter>>('DiscardDeadLetter'),
  replaySubscription: token<Executes<ReplaySubscription>>('ReplaySubscription'),
};
