/** Failed attempts that are counted together, and how many are borne in how long. */
export interface AttemptLimit {
  readonly scope: 'account-address' | 'address' | 'account';
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

/**
 * Which counters one attempt counts against (ASVS 6.1.1, 6.3.1; NIST SP 800-63B §3.2.2).
 *
 * An account is guessed at by few attempts from one address, one address guesses at few accounts' worth, and
 * the account as a whole bears a larger number, against guessing from many addresses. The last one does not
 * hold for addresses from which the owner has signed in before, so that nobody can lock a victim out; and
 * windows are fixed, so that attempts do not prolong them.
 */
export function attemptLimits(
  settings: LockoutSettings,
  identifier: string,
  address: string,
): readonly AttemptLimit[] {
  const { windowSeconds } = settings;
  return [
    {
      scope: 'account-address',
      key: `account-address:${identifier}|${address}`,
      limit: settings.perAccountAndAddress,
      windowSeconds,
    },
    { scope: 'address', key: `address:${address}`, limit: settings.perAddress, windowSeconds },
    { scope: 'account', key: `account:${identifier}`, limit: settings.perAccount, windowSeconds },
  ];
}
