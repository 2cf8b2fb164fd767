import type { UserId } from '#domain/shared/ids.js';

export interface OneTimeToken {
  readonly userId: UserId;
  /** Name of a `TokenPurpose`. */
  readonly purpose: string;
  /** The canonical address that it leads to; null where it is about the one that the account has. */
  readonly email: string | null;
  /** Digest of the address and password that it was made for; null where it outlives them. */
  readonly binding: string | null;
  /** Rises with each token that takes no other's place. */
  readonly number: number;
  /** When it was issued, by the clock of the store, or the one that was good and whose place it takes. */
  readonly issuedAt: Date;
}

export interface NewOneTimeToken extends Omit<OneTimeToken, 'number' | 'issuedAt'> {
  /** Digest of the token, which itself is not kept. */
  readonly hash: string;
  /** Of several for one user and purpose, which one it is: it takes the place of the one before. */
  readonly slot: string;
  /** Until it expires, by the clock of the store. */
  readonly seconds: number;
}

/** What is told of a token to whoever it was made for. */
export interface KeptToken extends Pick<OneTimeToken, 'purpose' | 'email' | 'issuedAt'> {
  readonly expiresAt: Date;
}

/**
 * Keeps tokens until they are used or have expired. Every write is part of a unit of work, and throws outside one.
 * An address to which one without a binding leads is kept for its account: as long as it is good, no other account can be
 * given that address (EMAIL_TAKEN).
 */
export interface OneTimeTokenStore {
  /** In the place of the one with the same user, purpose and slot, whose number it inherits. */
  put(token: NewOneTimeToken): Promise<void>;

  /** Null unless it is there, for one of these purposes, and has not expired. */
  find(hash: string, purposes: readonly string[]): Promise<OneTimeToken | null>;

  /** All that are kept of a user, the earliest first: few, as there is one for each purpose and slot. */
  listOf(userId: UserId): Promise<readonly KeptToken[]>;

  /** Like `find`, and it is gone then: of many who take it at once, one gets it. */
  take(hash: string, purposes: readonly string[]): Promise<OneTimeToken | null>;

  /** Takes the one in its place, whoever has it; null for none, or one that has expired. */
  withdraw(userId: UserId, purpose: string, slot: string): Promise<OneTimeToken | null>;

  /**
   * Removes the user's tokens with bindings other than these, and those without one from a number on.
   * @param unboundFrom null for none of the latter.
   */
  discard(userId: UserId, bindings: readonly string[], unboundFrom: number | null): Promise<void>;
}
