import { defineError } from '#domain/shared/app-error.js';

export const webhookNotFound = defineError('not_found', 'WEBHOOK_NOT_FOUND', 'There is no such webhook.');
export const deliveryNotFound = defineError('not_found', 'DELIVERY_NOT_FOUND', 'There is no such delivery.');
export const tooManyWebhooks = defineError(
  'conflict',
  'TOO_MANY_WEBHOOKS',
  'There are as many webhooks as there may be. Delete one first.',
);
export const webhookInactive = defineError(
  'conflict',
  'WEBHOOK_INACTIVE',
  'The webhook is not active, so that nothing would be delivered. Activate it first.',
);
