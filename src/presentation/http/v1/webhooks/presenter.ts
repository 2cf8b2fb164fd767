import { deliveryStates } from '#application/webhooks/delivery-desk.js';
import {
  arrayOf,
  count,
  flag,
  instant,
  named,
  nullable,
  objectOf,
  text,
  uuid,
} from '../../routing/json-schema.js';

const webhook = {
  id: uuid,
  tenantId: { ...nullable(uuid), description: 'Whose it is; null for the whole service.' },
  url: text,
  types: arrayOf(text),
  description: nullable(text),
  isActive: flag,
  createdBy: nullable(uuid),
  createdAt: instant,
  updatedAt: instant,
  failingSince: {
    ...nullable(instant),
    description: 'Since when nothing has got through; after five days the webhook is deactivated.',
  },
  previousSecretUntil: {
    ...nullable(instant),
    description: 'After a rotation, until when the secret before signs too; it may have passed.',
  },
};

export const webhookSchema = named('Webhook', objectOf(webhook));

export const webhookWithSecretSchema = named(
  'WebhookWithSecret',
  objectOf({ ...webhook, secret: { ...text, description: 'Told now and never again.' } }),
);

const lastAnswer = objectOf({
  status: { ...nullable(count), description: 'Of HTTP; null where there was no answer.' },
  body: { ...nullable(text), description: 'At most 1 KiB of it.' },
  durationMs: count,
  error: { ...nullable(text), description: 'Why it is a failure; null where it is none.' },
});

export const deliverySchema = named(
  'WebhookDelivery',
  objectOf({
    id: uuid,
    eventId: { ...uuid, description: 'The header `webhook-id`, the same at each attempt.' },
    type: { ...text, examples: ['user.registered'] },
    cause: { type: 'string', enum: ['event', 'replay', 'test'] },
    status: {
      type: 'string',
      enum: [...deliveryStates],
      description:
        '`retrying`: it has failed and is tried again; `failed`: it is not, unless it is asked for.',
    },
    attempts: { ...count, description: 'That have begun.' },
    nextAttemptAt: nullable(instant),
    lastAnswer: nullable(lastAnswer),
    createdAt: instant,
  }),
);

export const replaySchema = objectOf({
  count: { ...count, description: 'How many events are delivered once more.' },
});
