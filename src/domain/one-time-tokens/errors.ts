import { defineError } from '#domain/shared/app-error.js';

export const tokenInvalid = defineError(
  'unauthenticated',
  'TOKEN_INVALID',
  'This link is not valid: it was used or replaced, or it has expired. Ask for another one.',
);
