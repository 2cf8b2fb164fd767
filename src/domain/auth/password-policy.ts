import { codePointLength } from '#domain/shared/unicode.js';
import type { Email } from '#domain/users/email.js';
import type { Username } from '#domain/users/username.js';
import { weakPassword } from './errors.js';
import type { Password } from './password.js';

export const passwordMinLength = 8;
/** How much must be left of a password when the owner's names are taken out of it. */
const minRemainder = 6;

/** Passwords that attackers try first, in lower case. */
export interface CommonPasswords {
  has(password: string): boolean;
}

/**
 * Length and familiarity decide, not character classes: ASVS 6.2.1, 6.2.4, 6.2.5, 6.2.11;
 * NIST SP 800-63B §3.1.1.2.
 */
export class PasswordPolicy {
  constructor(private readonly common: CommonPasswords) {}

  /** @throws AppError WEAK_PASSWORD, saying what to do. */
  check(password: Password, owner: { email: Email; username: Username }, field = 'password'): void {
    const weak = (message: string) => weakPassword({ details: [{ field, message }] });
    const folded = password.value.toLowerCase();
    if (codePointLength(password.value) < passwordMinLength) {
      throw weak(`must have at least ${passwordMinLength} characters`);
    }
    if (this.common.has(folded)) throw weak('is among the most common passwords');
    const remainder = withoutNames(folded, owner);
    if (remainder !== folded && (codePointLength(remainder) < minRemainder || this.common.has(remainder))) {
      throw weak('must not be made of the email address or username');
    }
  }
}

function withoutNames(folded: string, { email, username }: { email: Email; username: Username }): string {
  const host = email.domain.split('.').slice(0, -1);
  const names = [
    email.value,
    email.domain,
    username.value,
    email.local,
    ...email.local.split(/[.+_-]/),
    ...host,
  ];
  return names
    .filter((name) => name.length >= 3)
    .sort((left, right) => right.length - left.length)
    .reduce((rest, name) => rest.replaceAll(name, ''), folded);
}
