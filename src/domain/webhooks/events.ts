import { defineEvent } from '#domain/shared/domain-event.js';
import * as field from '#domain/shared/event-fields.js';

/** No more of the URL: what follows the host may be as good as a password. */
const host = {
  host: field.text('The host that it calls, with its port where that is not the usual one.'),
  tenantId: field.nullable(field.id('The tenant whose webhook it is; null for the whole service.')),
};

export const webhookCreated = defineEvent('webhook.created', 1, 'A webhook was registered.', {
  ...host,
  types: field.texts('The patterns of the events that it is told of.'),
});
export const webhookChanged = defineEvent('webhook.changed', 1, 'A webhook was changed.', {
  ...host,
  changed: field.texts('Which of its properties were.'),
});
export const webhookSecretRotated = defineEvent(
  'webhook.secret_rotated',
  1,
  'A webhook got a new secret; for a day the one before signs too.',
  host,
);
export const webhookDeactivated = defineEvent(
  'webhook.deactivated',
  1,
  'A webhook was deactivated, because it is gone or has failed for five days.',
  { ...host, reason: field.text('`gone`: its host answered 410; `failing`: nothing got through for days.') },
);
export const webhookDeleted = defineEvent(
  'webhook.deleted',
  1,
  'A webhook was deleted, with its deliveries.',
  host,
);
/** Never in the log: made for one webhook, when somebody asks for it. */
export const webhookTest = defineEvent(
  'webhook.test',
  1,
  'Somebody tries a webhook out. It goes to that one alone, whatever types it has.',
  {},
);
