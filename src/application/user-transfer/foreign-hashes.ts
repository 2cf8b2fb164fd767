import type { PasswordHash } from '#domain/users/password-hash.js';

/** Which password hashes of other systems can be taken over. */
export interface ForeignHashes {
  /**
   * @param salt of forms that have it apart.
   * @returns what is stored; null for what could not be verified: an unknown form, or one beyond the limits.
   */
  parse(hash: string, salt: string | null): PasswordHash | null;
}
