import { codePointLength } from '#domain/shared/unicode.js';
import { invalidField } from '#domain/shared/validation.js';

export const reasonMaxLength = 500;

const unsafe = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u;

/** One line, for the audit log. @throws AppError VALIDATION_ERROR. */
export function parseReason(raw: string): string {
  const reason = raw.normalize('NFC').trim();
  if (!reason.isWellFormed() || unsafe.test(reason)) throw invalidField('reason', 'must be one line of text');
  const length = codePointLength(reason);
  if (length < 1 || length > reasonMaxLength) {
    throw invalidField('reason', `must have 1 to ${reasonMaxLength} characters`);
  }
  return reason;
}
