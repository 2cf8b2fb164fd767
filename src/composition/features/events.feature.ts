import { DiscardDeadLetter } from '#application/events/discard-dead-letter.js';
import { EventCatalogue } from '#application/events/event-catalogue.js';
import { ListDeadLetters } from '#application/events/list-dead-letters.js';
import { ListSubscriptions } from '#application/events/list-subscriptions.js';
import { ReadEvents } from '#application/events/read-events.js';
import { ReplaySubscription } from '#application/events/replay-subscription.js';
import { RequireEventReader } from '#application/events/require-event-reader.js';
import { RetryDeadLetters } from '#application/events/retry-dead-letters.js';
import { ShowDeadLetter } from '#application/events/show-dead-letter.js';
import { eventNamesOf, type Subscription } from '#application/events/subscription.js';
import { RetentionJob } from '#application/jobs/retention-job.js';
import { deadLetterNotFound, subscriptionNotFound } from '#domain/events/errors.js';
import { manageEvents, readEvents } from '#domain/events/permissions.js';
import { EventRunner } from '#infrastructure/events/event-runner.js';
import { LocalEventSignal } from '#infrastructure/events/event-signal.js';
import { SharedEventTail } from '#infrastructure/events/shared-event-tail.js';
import { MemoryEventFeed } from '#infrastructure/memory/events/event-feed.js';
import { eventRetention as memoryRetention } from '#infrastructure/memory/events/retention.js';
import { MemorySubscriptionDesk } from '#infrastructure/memory/events/subscription-desk.js';
import { MemorySubscriptionStore } from '#infrastructure/memory/events/subscription-store.js';
import { OperatorError } from '#infrastructure/operator-error.js';
import { TypeOrmEventFeed } from '#infrastructure/postgres/events/event-feed.js';
import { EventRetention } from '#infrastructure/postgres/events/retention.js';
import { eventSchema } from '#infrastructure/postgres/events/schema.js';
import { NotifyingEventSignal } from '#infrastructure/postgres/events/signal.js';
import { TypeOrmSubscriptionDesk } from '#infrastructure/postgres/events/subscription-desk.js';
import { TypeOrmSubscriptionStore } from '#infrastructure/postgres/events/subscription-store.js';
import { EventTypesController } from '#presentation/http/events/controller.js';
import { EventsController } from '#presentation/http/v1/events/controller.js';
import { EventReaders, systemEvery } from '#presentation/http/v1/events/event-readers.js';
import { SubscriptionsController } from '#presentation/http/v1/events/subscriptions-controller.js';
import { contributed } from '../contributions.js';
import { defineFeature } from '../define-feature.js';
import { memoryTokens } from '../platform/memory.tokens.js';
import { platform } from '../platform/platform.tokens.js';
import { postgresSettings } from '../platform/postgres.feature.js';
import { postgresTokens } from '../platform/postgres.tokens.js';
import { accessTokens } from './access.tokens.js';
import { eventCommands } from './events.commands.js';
import { eventSettings } from './events.settings.js';
import { eventsTokens } from './events.tokens.js';
import { accessTokenSettings } from './sessions.settings.js';

/** The log of what has happened, the subscriptions that react to it, and the readers outside. */
export const events = defineFeature({
  name: 'events',
  settings: [eventSettings],
  permissions: [readEvents, manageEvents],
  errors: [subscriptionNotFound, deadLetterNotFound],
  tags: [{ name: 'events', description: 'What has happened' }],
  entities: [eventSchema],
  commands: eventCommands,

  bind(wiring) {
    const { catalogue, runner, subscriptionStore, subscriptionDesk, retention } = eventsTokens;
    wiring.singleton(catalogue, (features) => new EventCatalogue(features.gather('events')), [
      platform.features,
    ]);
    wiring.singleton(
      runner,
      (
        known,
        subscriptions,
        store,
        unitOfWork,
        signal,
        logger,
        transactionalTurns,
        { handlerTimeoutSeconds, leaseSeconds, ...settings },
      ) => {
        refuseUnlistedEvents(subscriptions, known);
        return new EventRunner(subscriptions, store, unitOfWork, signal, logger, {
          ...settings,
          transactionalTurns,
          handlerTimeoutMs: handlerTimeoutSeconds * 1000,
          leaseMs: leaseSeconds * 1000,
          firstRetryMs: 1000,
        });
      },
      [
        catalogue,
        contributed.subscriptions,
        subscriptionStore,
        platform.unitOfWork,
        eventsTokens.signal,
        platform.logger,
        eventsTokens.transactionalTurns,
        eventSettings.token,
      ],
      (running) => running.close(),
    );
    const { authorizer } = accessTokens;
    const desk = [authorizer, subscriptionDesk, contributed.subscriptions] as const;
    wiring.query(eventsTokens.listSubscriptions, ListSubscriptions, desk);
    wiring.query(eventsTokens.listDeadLetters, ListDeadLetters, desk);
    wiring.query(eventsTokens.showDeadLetter, ShowDeadLetter, desk);
    wiring.command(eventsTokens.retryDeadLetters, RetryDeadLetters, desk);
    wiring.command(eventsTokens.discardDeadLetter, DiscardDeadLetter, desk);
    wiring.command(eventsTokens.replaySubscription, ReplaySubscription, desk);
    wiring.query(eventsTokens.readEvents, ReadEvents, [authorizer, eventsTokens.feed, catalogue]);
    wiring.query(eventsTokens.requireEventReader, RequireEventReader, [authorizer]);
    wiring.singleton(
      eventsTokens.tail,
      (...parts) => new SharedEventTail(...parts),
      [eventsTokens.feed, eventsTokens.signal, platform.logger, eventSettings.token],
      (tail) => tail.close(),
    );
    wiring.value(eventsTokens.every, systemEvery);
    wiring.singleton(
      eventsTokens.readers,
      (read, requireReader, tail, authenticators, lifecycle, every, logger, { maxStreams }, { issuer }) =>
        new EventReaders(read, requireReader, tail, authenticators, lifecycle.closing, every, logger, {
          issuer,
          maxWaiting: maxStreams,
        }),
      [
        eventsTokens.readEvents,
        eventsTokens.requireEventReader,
        eventsTokens.tail,
        contributed.authenticators,
        platform.lifecycle,
        eventsTokens.every,
        platform.logger,
        eventSettings.token,
        accessTokenSettings.token,
      ],
    );
    wiring.controller(EventsController, { readers: eventsTokens.readers, tokens: accessTokenSettings.token });
    const { listSubscriptions, listDeadLetters, showDeadLetter, retryDeadLetters, discardDeadLetter } =
      eventsTokens;
    wiring.controller(SubscriptionsController, {
      listSubscriptions,
      listDeadLetters,
      showDeadLetter,
      retryDeadLetters,
      discardDeadLetter,
      tokens: accessTokenSettings.token,
    });
    wiring.controller(EventTypesController, { catalogue, tokens: accessTokenSettings.token });
    wiring.contribute(
      'job',
      'events.remove-handled',
      (handled, { retentionHours }) =>
        new RetentionJob('events.remove-handled', handled, retentionHours * 3600),
      [retention, eventSettings.token],
    );
  },

  memory(wiring) {
    const { database } = memoryTokens;
    wiring.instance(eventsTokens.signal, LocalEventSignal, []);
    wiring.instance(eventsTokens.feed, MemoryEventFeed, [database]);
    wiring.instance(eventsTokens.subscriptionStore, MemorySubscriptionStore, [database]);
    wiring.instance(eventsTokens.subscriptionDesk, MemorySubscriptionDesk, [database]);
    wiring.value(eventsTokens.transactionalTurns, Number.POSITIVE_INFINITY);
    wiring.singleton(eventsTokens.retention, memoryRetention, [database, platform.clock]);
  },

  postgres(wiring) {
    const { database, notifications } = postgresTokens;
    wiring.instance(eventsTokens.signal, NotifyingEventSignal, [notifications, platform.logger]);
    wiring.instance(eventsTokens.feed, TypeOrmEventFeed, [database]);
    wiring.instance(eventsTokens.subscriptionStore, TypeOrmSubscriptionStore, [database]);
    wiring.instance(eventsTokens.subscriptionDesk, TypeOrmSubscriptionDesk, [database]);
    // The other half of the connections is for requests, whatever subscriptions do.
    wiring.singleton(
      eventsTokens.transactionalTurns,
      ({ poolSize }) => Math.max(1, Math.floor(poolSize / 2)),
      [postgresSettings.token],
    );
    wiring.instance(eventsTokens.retention, EventRetention, [database]);
  },
});

/** A subscription to an event that nobody can append would wait for ever. */
function refuseUnlistedEvents(subscriptions: readonly Subscription[], catalogue: EventCatalogue): void {
  const listed = new Set(catalogue.all.map(({ eventName }) => eventName));
  for (const subscription of subscriptions) {
    const unlisted = eventNamesOf(subscription)?.find((name) => !listed.has(name));
    if (unlisted === undefined) continue;
    throw new OperatorError(
      `The subscription ${subscription.name} waits for ${unlisted}, which no feature lists`,
    );
  }
}
