import { defineError } from '#domain/shared/app-error.js';

export const overloaded = defineError(
  'overloaded',
  'OVERLOADED',
  'The service has more to do than it can. Try again shortly.',
);
