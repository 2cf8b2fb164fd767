import type { Password } from '#domain/auth/password.js';

/** Passwords that are known from breaches, of whichever service (ASVS 6.2.12). @public */
export interface BreachedPasswords {
  /** False too where nobody can tell at the moment. Bounded in time; asks others, so never within a unit of work. */
  include(password: Password): Promise<boolean>;
}
