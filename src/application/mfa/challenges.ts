import type { UserId } from '#domain/shared/ids.js';

/** `mfa`: show the second factor. `mfa_enrollment`: enrol one. A challenge of one kind opens nothing of the other. */
export type ChallengeKind = 'mfa' | 'mfa_enrollment';

export const challengeTries = 5;
export const challengeSeconds = 300;

/** Somebody has shown one thing, and has yet to show another one. */
export interface Challenge {
  readonly kind: ChallengeKind;
  readonly userId: UserId;
  /** Of the account then: with another password the challenge is over. */
  readonly passwordVersion: number;
  /** What was shown: names of RFC 8176. */
  readonly amr: readonly string[];
  /** That the access token is to be for; null: this service. */
  readonly audience: string | null;
}

export interface TakenChallenge extends Challenge {
  readonly triesLeft: number;
}

/** Challenges by the digest of their token, for `challengeSeconds` by the clock of the store and `challengeTries`. */
export interface Challenges {
  /** @throws AppError INVALID_CREDENTIALS for somebody who is gone. */
  add(digest: string, challenge: Challenge): Promise<void>;
  /** Without taking a try; null where there is none that is open. */
  find(digest: string, kind: ChallengeKind): Promise<Challenge | null>;
  /**
   * Takes a try, in one conditional statement which stands whatever becomes of the running transaction, so that parallel
   * guesses have no more of them. Null where there is none that is open.
   */
  take(digest: string, kind: ChallengeKind): Promise<TakenChallenge | null>;
  /** Within a unit of work: ends the challenge that was passed, for one of those who do so at the same time. */
  consume(digest: string): Promise<boolean>;
}
