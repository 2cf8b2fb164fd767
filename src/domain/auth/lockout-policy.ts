import type { UserId } from '../shared/ids.js';

/** Attempts that are counted together, and how many failures are borne in how long. */
export interface AttemptLimit {
  readonly key: string;
  readonly limit: number;
  readonly windowSeconds: number;
}

export interface LockoutSettings {
  readonly perAccountAndAddress: number;
  readonly perAddress: number;
  readonly perAccount: number;
  readonly windowSeconds: number;
  /** Of the counters for an account from wherever. */
  readonly accountWindowSeconds: number;
}

/** Whose account it is: its id once that is known, else what was typed, in canonical form. */
export type AttemptSubject = { readonly userId: UserId } | { readonly typed: string };

export interface AttemptLimits {
  readonly accountAndNetwork: AttemptLimit;
  readonly network: AttemptLimit;
  readonly account: AttemptLimit;
  /** In place of the wider ones, from networks from which the owner has signed in before. */
  readonly owner: AttemptLimit;
}

/**
 * Which counters one attempt counts against (ASVS 6.1.1, 6.3.1; NIST SP 800-63B §3.2.2).
 *
 * An account is guessed at by few attempts from one network, one network guesses at few accounts' worth, and
 * the account as a whole bears a larger number a day, to which short windows and many networks add up. Networks from
 * which the owner has signed in before have a count of their own in place of the last two, so that nobody can lock an
 * owner out, not even from behind the same address; and windows are fixed, so that attempts do not prolong them.
 */
export function attemptLimits(
  settings: LockoutSettings,
  subject: AttemptSubject,
  network: string,
): AttemptLimits {
  const { perAccountAndAddress, perAddress, perAccount, windowSeconds, accountWindowSeconds } = settings;
  const limit = (key: string, most: number, seconds = windowSeconds) => ({
    key,
    limit: most,
    windowSeconds: seconds,
  });
  // Told apart, so that typing somebody's id as a name does not count against them.
  const account = 'userId' in subject ? `user:${subject.userId}` : `typed:${subject.typed}`;
  return {
    accountAndNetwork: limit(`account-address:${account}|${network}`, perAccountAndAddress),
    network: limit(`address:${network}`, perAddress),
    account: limit(`account:${account}`, perAccount, accountWindowSeconds),
    owner: limit(`owner:${account}`, perAccount, accountWindowSeconds),
  };
}
