import type { PasswordHash } from '#domain/users/password-hash.js';
import type { User } from '#domain/users/user.js';

/** That somebody is who they say. @public */
export interface Proof {
  readonly user: User;
  /** Of the account when the proof was looked at: sign-in is refused once it has another one. */
  readonly verified: PasswordHash | null;
  /** How it was proved: names of RFC 8176. */
  readonly amr: readonly string[];
  /** What a device shows on which its owner need not show everything. */
  readonly deviceToken?: string | undefined;
  /** Of the access token that was asked for; to be remembered where another step comes first. */
  readonly audience?: string | undefined;
}
