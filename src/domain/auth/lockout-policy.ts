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
}

/** Whose account it is: its id once that is known, else what was typed, in canonical form. */
export type AttemptSubject = { readonly userId: UserId } | { readonly typed: string };

export interface AttemptLimits {
  readonly accountAndNetwork: AttemptLimit;
  readonly network: AttemptLimit;
  readonly account: AttemptLimit;
}

/**
 * Which counters one attempt counts against (ASVS 6.1.1, 6.3.1; NIST SP 800-63B §3.2.2).
 *
 * An account is guessed at by few attempts from one network, one network guesses at few accounts' worth, and
 * the account as a whole bears a larger number, against guessing from many networks. The last one does not
 * hold for networks from which the owner has signed in before, so that nobody can lock a victim out; and
 * windows are fixed, so that attempts do not prolong them.
 */
export function attemptLimits(
  settings: LockoutSettings,
  subject: AttemptSubject,
  network: string,
): AttemptLimits {
  const { perAccountAndAddress, perAddress, perAccount, windowSeconds } = settings;
  const limit = (key: string, most: number) => ({ key, limit: most, windowSeconds });
  // Told apart, so that typing somebody's id as a name does not count against them.
  const account = 'userId' in subject ? `user:${subject.userId}` : `typed:${subject.typed}`;
  return {
    accountAndNetwork: limit(`account-address:${account}|${network}`, perAccountAndAddress),
    network: limit(`address:${network}`, perAddress),
    account: limit(`account:${account}`, perAccount),
  };
}
