import { isUuid } from '#domain/shared/ids.js';
import { invalidField } from '#domain/shared/validation.js';

/** @throws AppError VALIDATION_ERROR. */
export function checkSagaCursor(cursor: string | null): void {
  if (cursor !== null && !isUuid(cursor)) throw invalidField('cursor', 'must be the nextCursor of a page');
}
