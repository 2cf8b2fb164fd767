import { defineError } from '#domain/shared/app-error.js';

export const passwordChangeRequired = defineError(
  'unauthenticated',
  'PASSWORD_CHANGE_REQUIRED',
  'Somebody else has given you this password. Replace it by one that only you know.',
);
