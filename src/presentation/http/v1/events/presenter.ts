import { sequenceOf, toCloudEvent } from '#application/events/cloud-event.js';
import type { ListedSubscription } from '#application/events/list-subscriptions.js';
import type { DeadLetter } from '#application/events/subscription-desk.js';
import { count, flag, instant, named, nullable, objectOf, text, uuid } from '../../routing/json-schema.js';

/** As `toCloudEvent` makes it. */
export const cloudEventSchema = named('CloudEvent', {
  ...objectOf(
    {
      specversion: { type: 'string', const: '1.0' },
      id: uuid,
      source: { ...text, description: 'The issuer.' },
      type: { ...text, examples: ['user.registered'] },
      subject: text,
      time: instant,
      datacontenttype: { type: 'string', const: 'application/json' },
      dataschema: { type: 'string', format: 'uri', description: 'Where the JSON Schema of `data` is.' },
      data: { type: 'object', additionalProperties: true },
      sequence: { ...text, description: 'Its place in the log; sorts as text.' },
    },
    { actorid: uuid, tenantid: text, requestid: text, traceparent: text },
  ),
  description: 'CloudEvents 1.0, JSON format.',
});

export const eventStreamSchema = {
  ...text,
  description:
    'Server-Sent Events: `id` is the sequence, `data` a CloudEvent; a comment every 15 s, with the position as `id`.',
};

export const subscriptionSchema = named(
  'Subscription',
  objectOf({
    name: { ...text, examples: ['audit-log'] },
    description: {
      ...nullable(text),
      description:
        'Null where this version has no such subscription: nobody moves it, and it keeps events from being deleted.',
    },
    position: { ...text, description: 'The `sequence` of the last event that it is done with.' },
    lag: { ...count, description: 'Events that it has not handled yet.' },
    oldestUnhandledSeconds: {
      ...nullable({ type: 'number' }),
      description: 'How long the oldest of them has waited.',
    },
    attempts: { ...count, description: 'That have failed at the event that comes next.' },
    retryAt: { ...nullable(instant), description: 'When it is tried again.' },
    error: { ...nullable(text), description: 'Of the last failure.' },
    deadLetters: { ...count, description: 'Events that it has failed at for good, and passed by.' },
  }),
);

export function subscriptionOf(subscription: ListedSubscription) {
  const {
    name,
    description,
    position,
    lag,
    oldestUnhandledSeconds,
    attempts,
    retryAt,
    lastError,
    deadLetters,
  } = subscription;
  return {
    name,
    description,
    position: sequenceOf(position),
    lag,
    oldestUnhandledSeconds,
    attempts,
    retryAt,
    error: lastError,
    deadLetters,
  };
}

export const deadLetterSchema = named(
  'DeadLetter',
  objectOf({
    event: cloudEventSchema,
    parkedAt: instant,
    attempts: count,
    error: { ...text, description: 'Of the last failure.' },
    isDue: { ...flag, description: 'Whether it is about to be tried again.' },
  }),
);

export function deadLetterOf({ event, parkedAt, attempts, lastError, isDue }: DeadLetter, issuer: string) {
  return { event: toCloudEvent(event, issuer), parkedAt, attempts, error: lastError, isDue };
}
