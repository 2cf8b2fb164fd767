import { invalidField } from '#domain/shared/validation.js';

/** Exactly six ASCII digits. */
const form = /^[0-9]{6}$/;

/** What an authenticator app shows (RFC 6238); never stored, logged or serialised. */
export class TotpCode {
  readonly #value: string;

  private constructor(value: string) {
    this.#value = value;
  }

  get value(): string {
    return this.#value;
  }

  /** @throws AppError VALIDATION_ERROR. */
  static parse(raw: string, field = 'code'): TotpCode {
    if (!form.test(raw)) throw invalidField(field, 'must be a string of six digits');
    return new TotpCode(raw);
  }

  toJSON(): string {
    return '[code]';
  }
}
