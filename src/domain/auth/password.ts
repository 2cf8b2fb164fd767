import { byteLength } from '#domain/shared/unicode.js';
import { invalidField } from '#domain/shared/validation.js';

export const passwordMaxBytes = 1024;

/**
 * A plain password: never stored, logged or serialised. Its value is NFKC (NIST SP 800-63B §3.1.1.2), so that
 * one password typed on two keyboards is one; nothing else is changed, cut or trimmed (ASVS 6.2.8).
 */
export class Password {
  readonly #value: string;

  private constructor(value: string) {
    this.#value = value;
  }

  get value(): string {
    return this.#value;
  }

  /** @throws AppError VALIDATION_ERROR for what no hasher could tell apart or would take too long for. */
  static parse(raw: string, field = 'password'): Password {
    if (raw.length > passwordMaxBytes || byteLength(raw) > passwordMaxBytes) {
      throw invalidField(field, `must have at most ${passwordMaxBytes} bytes in UTF-8`);
    }
    if (raw.length === 0) throw invalidField(field, 'must not be empty');
    if (raw.includes('\0')) throw invalidField(field, 'must not contain the NUL character');
    if (!raw.isWellFormed()) throw invalidField(field, 'must be well-formed Unicode');
    return new Password(raw.normalize('NFKC'));
  }

  toJSON(): string {
    return '[password]';
  }
}
