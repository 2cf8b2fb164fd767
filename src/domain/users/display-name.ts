import { codePointLength } from '#domain/shared/unicode.js';
import { invalidField } from '#domain/shared/validation.js';

export const displayNameMaxLength = 100;

/** Control characters, line breaks and what turns the direction of text have no place in a name that others read. */
const unsafe = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/u;

/** Nobody is called by what is not seen. */
const visible = /[^\p{Default_Ignorable_Code_Point}\p{Zs}\u2800]/u;

/** What somebody wants to be called, as they write it, in NFC and without space around it. @public */
export class DisplayName {
  private constructor(readonly value: string) {}

  /** @throws AppError VALIDATION_ERROR. */
  static parse(raw: string, field = 'displayName'): DisplayName {
    if (!raw.isWellFormed() || unsafe.test(raw)) {
      throw invalidField(field, 'must not contain line breaks, control or formatting characters');
    }
    const name = raw.normalize('NFC').trim();
    const length = codePointLength(name);
    if (!visible.test(name) || length > displayNameMaxLength) {
      throw invalidField(field, `must have 1 to ${displayNameMaxLength} characters`);
    }
    return new DisplayName(name);
  }

  /** For a value that `parse` made before. */
  static rehydrate(canonical: string): DisplayName {
    return new DisplayName(canonical);
  }
}
