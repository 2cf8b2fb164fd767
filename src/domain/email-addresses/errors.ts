import { defineError } from '#domain/shared/app-error.js';

export const emailNotVerified = defineError(
  'forbidden',
  'EMAIL_NOT_VERIFIED',
  'The email address is not verified yet. Use the link that was sent to it, or ask for another one.',
);
