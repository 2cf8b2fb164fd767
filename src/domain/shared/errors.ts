import { defineError } from './app-error.js';

/** Somebody else has changed it since it was read. */
export const versionConflict = defineError(
  'stale',
  'VERSION_CONFLICT',
  'It was changed in the meantime. Read it again and repeat the change.',
);
