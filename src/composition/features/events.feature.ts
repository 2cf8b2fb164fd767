import { WhenAnythingHappensAppendToAuditLog } from '#application/audit/when-anything-happens-append-to-audit-log.js';
import { EventRegistry } from '#application/events/event-registry.js';
import { flag, integer } from '#infrastructure/configuration/setting.js';
import { LocalOutboxSignal } from '#infrastructure/events/outbox-signal.js';
import { OutboxRelay } from '#infrastructure/events/relay.js';
import { MemoryOutboxStore } from '#infrastructure/memory/events/store.js';
import { outboxSchema } from '#infrastructure/postgres/events/schema.js';
import { NotifyingOutboxSignal } from '#infrastructure/postgres/events/signal.js';
import { TypeOrmOutboxStore } from '#infrastructure/postgres/events/store.js';
import { defineFeature } from '../define-feature.js';
import { defineSettings } from '../define-settings.js';
import { memoryTokens } from '../platform/memory.tokens.js';
import { platform } from '../platform/platform.tokens.js';
import { postgresTokens } from '../platform/postgres.tokens.js';
import { auditTokens } from './audit.tokens.js';
import { eventsTokens } from './events.tokens.js';

export const eventSettings = defineSettings('Events', {
  isRelayEnabled: flag('OUTBOX_RELAY_ENABLED', {
    default: true,
    meaning: 'Whether this process delivers events to their handlers.',
    example: false,
  }),
  pollIntervalMs: integer('OUTBOX_POLL_INTERVAL_MS', {
    from: 10,
    to: 60_000,
    default: 1000,
    unit: 'ms',
    meaning: 'Between two looks for undelivered events.',
    example: 250,
  }),
  batchSize: integer('OUTBOX_BATCH_SIZE', {
    from: 1,
    to: 1000,
    default: 100,
    unit: 'events',
    meaning: 'Events at a time.',
    example: 50,
  }),
  maxAttempts: integer('OUTBOX_MAX_ATTEMPTS', {
    from: 1,
    to: 100,
    default: 10,
    unit: 'attempts',
    meaning: 'After so many failed deliveries an event is parked.',
    example: 20,
  }),
  leaseSeconds: integer('OUTBOX_LEASE_SECONDS', {
    from: 1,
    to: 3600,
    default: 60,
    unit: 's',
    meaning: 'For one delivery; then another instance may take it over.',
    example: 120,
  }),
  retentionHours: integer('OUTBOX_RETENTION_HOURS', {
    from: 1,
    to: 87_600,
    default: 168,
    unit: 'h',
    meaning: 'How long delivered events are kept.',
    example: 720,
  }),
});

export const events = defineFeature({
  name: 'events',
  settings: [eventSettings],
  entities: [outboxSchema],
  bind(wiring) {
    wiring.singleton(
      eventsTokens.registry,
      (features, log, unitOfWork) => {
        const handler = new WhenAnythingHappensAppendToAuditLog(log, unitOfWork);
        return new EventRegistry(features.gather('events').map((event) => [event, [handler]] as const));
      },
      [platform.features, auditTokens.log, platform.unitOfWork],
    );
    wiring.instance(
      eventsTokens.relay,
      OutboxRelay,
      [
        eventsTokens.store,
        eventsTokens.registry,
        eventsTokens.signal,
        platform.clock,
        platform.logger,
        eventSettings.token,
      ],
      (relay) => relay.close(),
    );
  },
  memory(wiring) {
    wiring.instance(eventsTokens.signal, LocalOutboxSignal, []);
    wiring.instance(eventsTokens.store, MemoryOutboxStore, [memoryTokens.database]);
  },
  postgres(wiring) {
    wiring.instance(eventsTokens.signal, NotifyingOutboxSignal, [
      postgresTokens.notifications,
      platform.logger,
    ]);
    wiring.instance(eventsTokens.store, TypeOrmOutboxStore, [postgresTokens.database]);
  },
});
