import { byteLength, foldIdentifier, mixesScripts } from '#domain/shared/unicode.js';
import { invalidField } from '#domain/shared/validation.js';

/** RFC 5321 §4.5.3.1: a path is at most 256 octets with its angle brackets. @public */
export const emailMaxLength = 254;
const localMaxBytes = 64;

// RFC 5322 dot-atom, with the letters, marks and digits of RFC 6531. Quoted local parts are refused.
const atom = "(?:[\\p{L}\\p{N}!#$%&'*+/=?^_`{|}~-]\\p{M}*)+";
const localPart = new RegExp(`^${atom}(?:\\.${atom})*$`, 'u');
const domainCharacters = /^[\p{L}\p{M}\p{N}.-]+$/u;
const hostLabel = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * An address in its one canonical form: case-folded, NFKC, the domain as A-labels. What is validated is what
 * is stored, compared and mailed.
 */
export class Email {
  private constructor(readonly value: string) {}

  get domain(): string {
    return this.value.slice(this.value.lastIndexOf('@') + 1);
  }

  get local(): string {
    return this.value.slice(0, this.value.lastIndexOf('@'));
  }

  equals(other: Email): boolean {
    return this.value === other.value;
  }

  /** @throws AppError VALIDATION_ERROR when it is not an address that mail could reach. */
  static parse(raw: string, field = 'email'): Email {
    const invalid = () => invalidField(field, 'must be an email address, such as name@example.com');
    if (raw.length > emailMaxLength)
      throw invalidField(field, `must have at most ${emailMaxLength} characters`);
    const folded = foldIdentifier(raw);
    if (folded === null) throw invalid();
    const [local = '', domain = '', ...rest] = folded.split('@');
    if (rest.length > 0 || !localPart.test(local) || byteLength(local) > localMaxBytes) throw invalid();
    if (mixesScripts(local)) throw invalidField(field, 'must not mix the letters of several scripts');
    const host = canonicalHost(domain);
    if (host === null || byteLength(local) + 1 + host.length > emailMaxLength) throw invalid();
    return new Email(`${local}@${host}`);
  }

  /** For a value that `parse` made before. */
  static rehydrate(canonical: string): Email {
    return new Email(canonical);
  }
}

/** The canonical form of an email domain, or null: at least two labels, A-labels (RFC 5890), not an address literal. */
export function canonicalHost(domain: string): string | null {
  if (!domainCharacters.test(domain)) return null;
  const host = URL.parse(`http://${domain}`)?.hostname;
  // Beside a label that has to be encoded the others are decoded too; alone they would be taken as they are.
  if (URL.parse(`http://\u00e9.${domain}`) === null) return null;
  if (host === undefined || host.length > 253) return null;
  const labels = host.split('.');
  const topLevel = labels.at(-1) as string;
  if (labels.length < 2 || !labels.every((label) => hostLabel.test(label)) || /^\d+$/.test(topLevel))
    return null;
  return host;
}
