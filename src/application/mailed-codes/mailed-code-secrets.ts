import type { OpaqueToken } from '#application/shared/opaque-tokens.js';
import type { SignInCode } from '#domain/mailed-codes/sign-in-code.js';
import type { Email } from '#domain/users/email.js';
import type { User } from '#domain/users/user.js';

/** Makes what is handed out, and what is stored in its place. */
export interface MailedCodeSecrets {
  /** 256 random bits. */
  newChallenge(): OpaqueToken;
  /** 256 random bits. */
  newLink(): OpaqueToken;
  /** Each of the million is as likely. */
  newCode(): SignInCode;
  /** Of a token, whatever was sent in its place. */
  hashOf(token: string): string;
  /**
   * Keyed, since six digits are soon found that give a plain digest (ASVS 11.4.1), and of this challenge alone. One for each
   * key in use, the current one's first.
   */
  digestsOf(code: SignInCode, challengeHash: string): readonly [string, ...string[]];
  /** What a code is made for: it is another one once the address or the password is. */
  accountDigest(user: User): string;
  /** Nobody but the service reads who asked, as long as the challenge lasts. */
  seal(address: Email, challengeHash: string): string;
  /** @throws Error for what was sealed for another challenge. */
  unseal(sealed: string, challengeHash: string): Email;
}
