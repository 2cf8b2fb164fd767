import { byteLength, codePointLength, foldIdentifier, mixesScripts } from '#domain/shared/unicode.js';
import { invalidField } from '#domain/shared/validation.js';

export const usernameMinLength = 3;
export const usernameMaxLength = 64;
const maxBytes = 256;

// No `@`: a username can never be read as somebody's email address (CVE-2021-3754).
// A mark combines with a letter or digit: behind a dot it would be another dot.
const shape = /^[\p{L}\p{N}]\p{M}*(?:[\p{L}\p{N}]\p{M}*|[._-])*$/u;

/** A name in its one canonical form: case-folded, NFKC, visible characters, scripts that imitate each other not mixed. @public */
export class Username {
  private constructor(readonly value: string) {}

  equals(other: Username): boolean {
    return this.value === other.value;
  }

  /** @throws AppError VALIDATION_ERROR when it is not a username. */
  static parse(raw: string, field = 'username'): Username {
    const wrongLength = () =>
      invalidField(field, `must have ${usernameMinLength} to ${usernameMaxLength} characters`);
    if (raw.length > 2 * usernameMaxLength) throw wrongLength();
    const folded = foldIdentifier(raw);
    if (folded === null || !shape.test(folded)) {
      throw invalidField(field, 'must be letters, digits, ".", "_" or "-", and begin with a letter or digit');
    }
    const length = codePointLength(folded);
    if (length < usernameMinLength || length > usernameMaxLength || byteLength(folded) > maxBytes) {
      throw wrongLength();
    }
    if (mixesScripts(folded)) throw invalidField(field, 'must not mix the letters of several scripts');
    return new Username(folded);
  }

  /** For a value that `parse` made before. */
  static rehydrate(canonical: string): Username {
    return new Username(canonical);
  }
}
