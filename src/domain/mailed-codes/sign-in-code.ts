import { invalidField } from '#domain/shared/validation.js';

export const signInCodeLength = 6;
const form = /^[0-9]{6}$/;

/** Six digits, as they are mailed: never stored as they are, logged or serialised. */
export class SignInCode {
  readonly #value: string;

  private constructor(value: string) {
    this.#value = value;
  }

  get value(): string {
    return this.#value;
  }

  /** @throws AppError VALIDATION_ERROR for anything but six digits. */
  static parse(raw: string, field = 'code'): SignInCode {
    if (!form.test(raw)) throw invalidField(field, `must be a string of ${signInCodeLength} digits`);
    return new SignInCode(raw);
  }

  toJSON(): string {
    return '[code]';
  }
}
