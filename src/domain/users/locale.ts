import { invalidField } from '#domain/shared/validation.js';

export const localeMaxLength = 35;

/** A language that somebody reads, as a tag of BCP 47 (RFC 5646) in its canonical form. @public */
export class Locale {
  private constructor(readonly value: string) {}

  /** @throws AppError VALIDATION_ERROR. */
  static parse(raw: string, field = 'locale'): Locale {
    const malformed = () => invalidField(field, 'must be a language tag (BCP 47), such as de or pt-BR');
    // RFC 5646 §4.4.1: the length of what is not made up.
    if (raw.length > localeMaxLength) throw malformed();
    try {
      const [tag] = Intl.getCanonicalLocales(raw);
      if (tag === undefined) throw malformed();
      return new Locale(tag);
    } catch {
      throw malformed();
    }
  }

  /** For a value that `parse` made before. */
  static rehydrate(canonical: string): Locale {
    return new Locale(canonical);
  }
}
