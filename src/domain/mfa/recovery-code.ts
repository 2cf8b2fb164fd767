import { invalidField } from '#domain/shared/validation.js';

/** Crockford's base32: no letter that is taken for a digit, and no u. */
export const recoveryAlphabet = '0123456789abcdefghjkmnpqrstvwxyz';
/** 80 random bits, so that a plain digest of it can be stored (ASVS 6.5.2). */
export const recoveryCodeLength = 16;
const groupLength = 4;

const form = new RegExp(`^[${recoveryAlphabet}]{${recoveryCodeLength}}$`);

/** Stands in for a second factor that was lost, once; never stored, logged or serialised. */
export class RecoveryCode {
  readonly #value: string;

  private constructor(value: string) {
    this.#value = value;
  }

  /** Canonical: what is digested. */
  get value(): string {
    return this.#value;
  }

  /** As it is shown: `xxxx-xxxx-xxxx-xxxx`. */
  get shown(): string {
    return (this.#value.match(new RegExp(`.{${groupLength}}`, 'g')) as string[]).join('-');
  }

  /**
   * Takes what is copied from paper: in capitals, without hyphens, with letters for the digits that they look like.
   * @throws AppError VALIDATION_ERROR for what no recovery code looks like.
   */
  static parse(raw: string, field = 'recoveryCode'): RecoveryCode {
    const folded = raw.toLowerCase().replaceAll(/[\s-]/g, '');
    const value = folded.replaceAll('o', '0').replaceAll(/[il]/g, '1');
    if (!form.test(value)) {
      throw invalidField(
        field,
        `must have ${recoveryCodeLength} letters and digits, with or without hyphens`,
      );
    }
    return new RecoveryCode(value);
  }

  toJSON(): string {
    return '[recovery code]';
  }
}
