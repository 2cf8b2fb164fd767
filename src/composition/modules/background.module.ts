import { EventCatalogue } from '#application/events/event-catalogue.js';
import type { Subscription } from '#application/events/subscription.js';
import { EventRunner } from '#infrastructure/events/event-runner.js';
import { Housekeeping } from '#infrastructure/shared/housekeeping.js';
import { eventDefinitions } from '../event-definitions.js';
import { tokens } from '../tokens.js';
import type { Wiring } from '../wiring.js';

const housekeepingIntervalMs = 600_000;
const sessionRetentionDays = 30;

/** What goes on behind the requests. */
export function backgroundModule(wiring: Wiring): void {
  const { audit, events, persistence, shared } = tokens;
  wiring.singleton(events.catalogue, () => new EventCatalogue(eventDefinitions), []);
  wiring.value(events.listeners, []);
  wiring.singleton(events.subscriptions, (...subscriptions): readonly Subscription[] => subscriptions, [
    audit.appendToAuditLog,
  ]);
  wiring.singleton(
    events.runner,
    (subscriptions, store, unitOfWork, signal, logger, config) =>
      new EventRunner(subscriptions, store, unitOfWork, signal, logger, {
        ...config.events,
        handlerTimeoutMs: config.events.handlerTimeoutSeconds * 1000,
        leaseMs: config.events.leaseSeconds * 1000,
        firstRetryMs: 1_000,
      }),
    [
      events.subscriptions,
      events.subscriptionStore,
      shared.unitOfWork,
      events.signal,
      shared.logger,
      shared.config,
    ],
    (runner) => runner.close(),
  );
  wiring.singleton(
    persistence.housekeeping,
    (store, clock, logger, { events: { retentionHours } }) =>
      new Housekeeping(store, clock, logger, {
        intervalMs: housekeepingIntervalMs,
        sessionRetentionDays,
        eventRetentionHours: retentionHours,
      }),
    [persistence.housekeepingStore, shared.clock, shared.logger, shared.config],
    (housekeeping) => housekeeping.close(),
  );
}
