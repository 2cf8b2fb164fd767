import type { UserId } from '#domain/shared/ids.js';

/** NIST SP 800-63B §3.1.3.2 allows ten minutes. */
export const codeLifetimeSeconds = 600;
/** With one challenge; the lockout of the account bounds those with many. */
export const maxTries = 5;

export interface NewChallenge {
  readonly hash: string;
  readonly sealedAddress: string;
}

/** What makes a challenge one that can be met. */
export interface MailedCode {
  readonly userId: UserId;
  readonly accountDigest: string;
  readonly codeDigest: string;
  readonly linkHash: string;
}

export type CodeOwner = Pick<MailedCode, 'userId' | 'accountDigest'>;

/**
 * Challenges, each with a code and a link once it has been mailed; those for nobody stay without, and are otherwise
 * alike. They last for `codeLifetimeSeconds` and `maxTries` by the clock of the store. What is used is gone.
 */
export interface MailedCodes {
  /** @throws Error outside a unit of work. */
  open(challenge: NewChallenge): Promise<void>;

  /** Null once it is met, its tries are used up or its time is over. */
  find(challengeHash: string): Promise<Pick<NewChallenge, 'sealedAddress'> | null>;

  /**
   * Gives it its code, once, and takes theirs from the others of the account. To be called with the account's row locked.
   * @returns false where it has one already or is over.
   * @throws Error outside a unit of work.
   */
  arm(challengeHash: string, code: MailedCode): Promise<boolean>;

  /**
   * Counts a try, whatever becomes of it and of the running transaction.
   * @returns null, and counts nothing, where none is left; else the digest that the code must have, or null for none.
   */
  takeTry(challengeHash: string): Promise<{ readonly codeDigest: string | null } | null>;

  /** Of many at once, one gets the answer; the others get null. @throws Error outside a unit of work. */
  consume(challengeHash: string, codeDigest: string): Promise<CodeOwner | null>;

  /** The same, by the link. */
  consumeLink(linkHash: string): Promise<CodeOwner | null>;
}
