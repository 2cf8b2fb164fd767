import { defineError } from '#domain/shared/app-error.js';

export const sagaNotFound = defineError('not_found', 'SAGA_NOT_FOUND', 'There is no such saga.');
export const sagaNotParked = defineError(
  'conflict',
  'SAGA_NOT_PARKED',
  'The saga is not parked: it goes on by itself, or is over.',
);
