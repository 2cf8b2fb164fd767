import { usernameTaken } from './errors.js';
import type { Username } from './username.js';

/** Those of roles and mailboxes (RFC 2142), and those that would pass for the service or for nobody. */
const wellKnown = `
  abuse admin administrator anonymous api auth billing everyone gatehouse help hostmaster info ldap mail
  mailer-daemon me moderator nobody noc no-reply null official operator owner postmaster root security service
  staff superuser support sysadmin system team undefined usenet uucp webmaster`;

/** Usernames that nobody takes for themselves; an administrator may give them. */
export class ReservedUsernames {
  readonly #names: ReadonlySet<string>;

  /** @param more in canonical form. */
  constructor(more: readonly string[]) {
    this.#names = new Set([...wellKnown.trim().split(/\s+/), ...more].map(skeletonOf));
  }

  has({ value }: Username): boolean {
    return this.#names.has(skeletonOf(value));
  }

  /** @throws AppError USERNAME_TAKEN: by the house. */
  refuse(username: Username): void {
    if (this.has(username)) throw usernameTaken();
  }
}

/** Whatever separates its parts. */
function skeletonOf(username: string): string {
  return username.replace(/[._-]/g, '');
}
