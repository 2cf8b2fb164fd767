import type { Role } from '#domain/access/role.js';
import type { UserId } from '#domain/shared/ids.js';

/** What somebody has now. */
export interface Standing {
  readonly roles: readonly Role[];
  readonly isActive: boolean;
}

/** Whose standing is to stay as it is. */
export interface Held {
  /** Null where no account asks. */
  readonly actorId: UserId | null;
  /** Whoever is changed: locked as by `findByIdForUpdate`. */
  readonly targetId?: UserId | undefined;
  /** Whether roles or permissions are written, or an administrator may go: one at a time, and nobody beside. */
  readonly isExclusive?: boolean | undefined;
}

/**
 * Keeps what decides on power as it is until the unit of work ends (ASVS 15.4.2): the actor's account, and what roles allow.
 * To be called before anything else is locked. Accounts are locked in the order of their ids, then the catalogue of roles:
 * so no two wait for each other. @public
 */
export interface Powers {
  /** @returns what the actor has now, null when it has gone. @throws Error outside a unit of work. */
  hold(held: Held): Promise<Standing | null>;
}
