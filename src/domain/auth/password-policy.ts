import { codePointLength } from '#domain/shared/unicode.js';
import type { DisplayName } from '#domain/users/display-name.js';
import type { Email } from '#domain/users/email.js';
import type { Username } from '#domain/users/username.js';
import { weakPassword } from './errors.js';
import type { Password } from './password.js';

export const passwordMinLength = 8;
/** How much must be left of a password when the known words are taken out of it. */
const minRemainder = 6;
/** Shorter ones are in too many good passwords. */
export const knownWordMinLength = 3;

/** Ten thousand times the hundred failures a day that the lockout bears at one account. */
const minGuesses = 1_000_000;
const productNames = ['gatehouse'];

export interface GuessEstimator {
  /** How many guesses a well-equipped attacker needs who knows these words too. */
  guesses(password: string, known: readonly string[]): number;
}

/** Whose password it is to be. */
export interface PasswordOwner {
  readonly email: Email;
  readonly username: Username;
  readonly displayName?: DisplayName | null;
}

/**
 * Length and how hard it is to guess decide, not character classes: ASVS 6.2.1, 6.2.4, 6.2.5, 6.2.11;
 * NIST SP 800-63B §3.1.1.2.
 */
export class PasswordPolicy {
  readonly #forbidden: readonly string[];

  /** @param forbidden words of those who run the service, such as the names of their company and products. */
  constructor(
    private readonly estimator: GuessEstimator,
    forbidden: readonly string[] = [],
  ) {
    this.#forbidden = forbidden.flatMap(wordsOf);
  }

  /** @throws AppError WEAK_PASSWORD, saying what to do. */
  check(password: Password, owner: Partial<PasswordOwner>, field = 'password'): void {
    refuseShort(password, field);
    const weak = (message: string) => weakPassword({ details: [{ field, message }] });
    const known = usable([...namesOf(owner), ...this.#forbidden]);
    const folded = password.value.toLowerCase();
    const remainder = without(known, folded);
    if (remainder !== folded && codePointLength(remainder) < minRemainder) {
      throw weak('must not be made of your email address or names, or of those of this service');
    }
    if (this.estimator.guesses(password.value, [...known, ...productNames]) < minGuesses) {
      throw weak(
        'is too easy to guess: take a longer one, such as a few words that have nothing to do with each other',
      );
    }
  }
}

/** @throws AppError WEAK_PASSWORD for what is too short, whoever's it is. */
export function refuseShort(password: Password, field = 'password'): void {
  if (codePointLength(password.value) >= passwordMinLength) return;
  throw weakPassword({ details: [{ field, message: `must have at least ${passwordMinLength} characters` }] });
}

function namesOf({ email, username, displayName }: Partial<PasswordOwner>): readonly string[] {
  return [
    ...(email === undefined ? [] : namesOfEmail(email)),
    username?.value ?? '',
    ...wordsOf(displayName?.value ?? ''),
  ];
}

function namesOfEmail({ value, domain, local }: Email): readonly string[] {
  return [value, domain, local, ...local.split(/[.+_-]/), ...domain.split('.').slice(0, -1)];
}

/** The whole and its words, as they are compared. */
function wordsOf(text: string): readonly string[] {
  const folded = text.normalize('NFKC').toLowerCase();
  return [folded, ...folded.split(/[^\p{L}\p{M}\p{N}]+/u)];
}

/** Longest first. */
function usable(words: readonly string[]): readonly string[] {
  return words
    .filter((word) => word.length >= knownWordMinLength)
    .sort((left, right) => right.length - left.length);
}

function without(words: readonly string[], folded: string): string {
  return words.reduce((rest, word) => rest.replaceAll(word, ''), folded);
}
