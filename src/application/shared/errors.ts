import { defineError } from '#domain/shared/app-error.js';

export const overloaded = defineError(
  'overloaded',
  'OVERLOADED',
  'The service has more to do than it can. Try again shortly.',
);

/** Something the service depends on, such as its database, cannot be reached. */
export const unavailable = defineError(
  'overloaded',
  'UNAVAILABLE',
  'The service is temporarily unavailable. Try again shortly.',
);
