import { codePointLength } from '#domain/shared/unicode.js';
import type { Email } from '#domain/users/email.js';
import type { Username } from '#domain/users/username.js';
import { weakPassword } from './errors.js';
import type { Password } from './password.js';

export const passwordMinLength = 8;
/** How much must be left of a password when the owner's names are taken out of it. */
const minRemainder = 6;

/** Ten thousand times the hundred failures a day that the lockout bears at one account. */
const minGuesses = 1_000_000;
const productNames = ['gatehouse'];

export interface GuessEstimator {
  /** How many guesses a well-equipped attacker needs who knows these words too. */
  guesses(password: string, known: readonly string[]): number;
}

/**
 * Length and how hard it is to guess decide, not character classes: ASVS 6.2.1, 6.2.4, 6.2.5, 6.2.11;
 * NIST SP 800-63B §3.1.1.2.
 */
export class PasswordPolicy {
  constructor(private readonly estimator: GuessEstimator) {}

  /** @throws AppError WEAK_PASSWORD, saying what to do. */
  check(password: Password, owner: { email: Email; username: Username }, field = 'password'): void {
    const weak = (message: string) => weakPassword({ details: [{ field, message }] });
    if (codePointLength(password.value) < passwordMinLength) {
      throw weak(`must have at least ${passwordMinLength} characters`);
    }
    const names = namesOf(owner);
    const folded = password.value.toLowerCase();
    const remainder = without(names, folded);
    if (remainder !== folded && codePointLength(remainder) < minRemainder) {
      throw weak('must not be made of the email address or username');
    }
    if (this.estimator.guesses(password.value, [...names, ...productNames]) < minGuesses) {
      throw weak(
        'is too easy to guess: take a longer one, such as a few words that have nothing to do with each other',
      );
    }
  }
}

/** Longest first. */
function namesOf({ email, username }: { email: Email; username: Username }): readonly string[] {
  const host = email.domain.split('.').slice(0, -1);
  const names = [
    email.value,
    email.domain,
    username.value,
    email.local,
    ...email.local.split(/[.+_-]/),
    ...host,
  ];
  return names.filter((name) => name.length >= 3).sort((left, right) => right.length - left.length);
}

function without(names: readonly string[], folded: string): string {
  return names.reduce((rest, name) => rest.replaceAll(name, ''), folded);
}
