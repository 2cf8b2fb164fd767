import { defineError } from '#domain/shared/app-error.js';

export const subscriptionNotFound = defineError(
  'not_found',
  'SUBSCRIPTION_NOT_FOUND',
  'There is no such subscription.',
);
export const deadLetterNotFound = defineError(
  'not_found',
  'DEAD_LETTER_NOT_FOUND',
  'The subscription has no such dead letter.',
);
