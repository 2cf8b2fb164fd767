import type { AppError } from '#domain/shared/app-error.js';
import { isUuid } from '#domain/shared/ids.js';
import { invalidField } from '#domain/shared/validation.js';

export function foreignAuditCursor(): AppError {
  return invalidField('cursor', 'must be the nextCursor of a page');
}

/** @throws AppError VALIDATION_ERROR. */
export function checkAuditCursor(cursor: string): void {
  if (!isUuid(cursor)) throw foreignAuditCursor();
}

/** @throws AppError VALIDATION_ERROR. */
export function checkAuditActor(actor: string | undefined): void {
  if (actor !== undefined && !isUuid(actor)) throw invalidField('actor', 'must be a UUID');
}
