import { flag, integer } from '#infrastructure/configuration/setting.js';
import { defineSettings } from '../define-settings.js';

export const eventSettings = defineSettings('Events', {
  isEnabled: flag('EVENTS_ENABLED', {
    default: true,
    meaning: 'Whether this process runs subscriptions.',
    example: false,
  }),
  pollIntervalMs: integer('EVENTS_POLL_INTERVAL_MS', {
    from: 10,
    to: 60_000,
    default: 1000,
    unit: 'ms',
    meaning: 'Between two looks for events that nobody has told of.',
    example: 250,
  }),
  batchSize: integer('EVENTS_BATCH_SIZE', {
    from: 1,
    to: 500,
    default: 100,
    unit: 'events',
    meaning:
      'Events that a subscription reads at a time; of a backlog up to five times as many, at most 500.',
    example: 50,
  }),
  maxAttempts: integer('EVENTS_MAX_ATTEMPTS', {
    from: 1,
    to: 100,
    default: 8,
    unit: 'attempts',
    meaning: 'After so many failures an event becomes a dead letter of its subscription.',
    example: 12,
  }),
  handlerTimeoutSeconds: integer('EVENTS_HANDLER_TIMEOUT_SECONDS', {
    from: 1,
    to: 3600,
    default: 30,
    unit: 's',
    meaning: 'For one call of a subscription; longer counts as a failure.',
    example: 60,
  }),
  leaseSeconds: integer('EVENTS_LEASE_SECONDS', {
    from: 1,
    to: 3600,
    default: 10,
    unit: 's',
    meaning: 'Without a sign of life of an instance; then another one takes its subscriptions over.',
    example: 30,
  }),
  maxStreams: integer('EVENTS_MAX_STREAMS', {
    from: 0,
    to: 100_000,
    default: 1000,
    meaning: 'Clients of one instance that may wait for events at a time, in streams or with `wait`.',
    example: 5000,
  }),
  retentionHours: integer('EVENTS_RETENTION_HOURS', {
    from: 1,
    to: 87_600,
    default: 168,
    unit: 'h',
    meaning: 'How long events are kept that every subscription has handled.',
    example: 720,
  }),
});
