import type { UserId } from '#domain/shared/ids.js';
import type { Email } from '#domain/users/email.js';
import type { PasswordHash } from '#domain/users/password-hash.js';
import type { Username } from '#domain/users/username.js';

export const registrationLifetimeSeconds = 86_400;

/** Of tokens that finish one, by which they are told from those that verify an address. */
export const registrationPrefix = 'ghf_';

/** Of an account that is not made yet. It keeps neither the address nor the username from anybody. */
export interface PendingRegistration {
  /** That the account will have. */
  readonly id: UserId;
  readonly email: Email;
  readonly username: Username;
  readonly passwordHash: PasswordHash;
}

/** For `registrationLifetimeSeconds`, by the clock of the store. Every write throws outside a unit of work. */
export interface PendingRegistrations {
  add(registration: PendingRegistration): Promise<void>;

  /** Null where it is gone, over, or has its token. Locked until the transaction ends. */
  findNew(id: UserId): Promise<PendingRegistration | null>;

  /** Gives it its token, and removes the others with a token for the same address. */
  arm(registration: PendingRegistration, tokenHash: string): Promise<void>;

  remove(id: UserId): Promise<void>;

  /** It is gone then: of many at once, one gets it. */
  consume(tokenHash: string): Promise<PendingRegistration | null>;
}
