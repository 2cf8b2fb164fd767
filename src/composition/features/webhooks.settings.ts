import { flag, integer } from '#infrastructure/configuration/setting.js';
import { defineSettings } from '../define-settings.js';

export const webhookSettings = defineSettings('Webhooks', {
  isEnabled: flag('WEBHOOKS_ENABLED', {
    default: true,
    meaning: 'Whether this process delivers to webhooks.',
    example: false,
  }),
  limit: integer('WEBHOOKS_MAX', {
    from: 1,
    to: 1_000,
    default: 50,
    unit: 'webhooks',
    meaning: 'How many there may be.',
    example: 200,
  }),
  concurrency: integer('WEBHOOK_CONCURRENCY', {
    from: 1,
    to: 1_000,
    default: 50,
    unit: 'webhooks',
    meaning: 'How many this process delivers to at a time; to each, one event after the other.',
    example: 100,
  }),
  allowsPrivate: flag('WEBHOOK_ALLOW_PRIVATE', {
    default: false,
    meaning:
      'Let webhooks be at any address, also of this machine and of private networks. For development: whoever may register webhooks could call what only this service can reach.',
    example: true,
  }),
  retentionDays: integer('WEBHOOK_RETENTION_DAYS', {
    from: 1,
    to: 3_650,
    default: 30,
    unit: 'days',
    meaning: 'How long deliveries are kept, with the event that was sent, whatever has become of them.',
    example: 7,
  }),
});
