import { createHmac, type KeyObject, randomInt } from 'node:crypto';
import type { MailedCodeSecrets } from '#application/mailed-codes/mailed-code-secrets.js';
import type { Cipher } from '#application/shared/cipher.js';
import type { OpaqueToken, OpaqueTokens } from '#application/shared/opaque-tokens.js';
import { SignInCode, signInCodeLength } from '#domain/mailed-codes/sign-in-code.js';
import { Email } from '#domain/users/email.js';
import type { User } from '#domain/users/user.js';
import type { EncryptionKey } from '../encryption-keys.js';
import { deriveKey } from '../key-derivation.js';

/** Let secret scanners find what was leaked. */
const challengePrefix = 'ghc_';
const linkPrefix = 'ghm_';

export class CryptoMailedCodeSecrets implements MailedCodeSecrets {
  readonly #keys: readonly [KeyObject, ...KeyObject[]];

  /** @param keys the first makes codes, all know them. */
  constructor(
    keys: readonly EncryptionKey[],
    private readonly cipher: Cipher,
    private readonly tokens: OpaqueTokens,
  ) {
    const [current, ...others] = keys.map(({ secret }) => deriveKey(secret, 'mailed-code'));
    if (current === undefined) throw new Error('At least one encryption key is needed');
    this.#keys = [current, ...others];
  }

  newChallenge(): OpaqueToken {
    return this.tokens.make(challengePrefix);
  }

  newLink(): OpaqueToken {
    return this.tokens.make(linkPrefix);
  }

  newCode(): SignInCode {
    return SignInCode.parse(String(randomInt(10 ** signInCodeLength)).padStart(signInCodeLength, '0'));
  }

  hashOf(token: string): string {
    return this.tokens.hashOf(token);
  }

  digestsOf(code: SignInCode, challengeHash: string): readonly [string, ...string[]] {
    const digest = (key: KeyObject) =>
      createHmac('sha256', key).update(`${challengeHash}.${code.value}`).digest('base64url');
    const [current, ...others] = this.#keys;
    return [digest(current), ...others.map(digest)];
  }

  accountDigest({ state: { email, passwordVersion } }: User): string {
    return this.hashOf(JSON.stringify([email.value, passwordVersion]));
  }

  seal(address: Email, challengeHash: string): string {
    return this.cipher.encrypt(address.value, contextOf(challengeHash));
  }

  unseal(sealed: string, challengeHash: string): Email {
    return Email.rehydrate(this.cipher.decrypt(sealed, contextOf(challengeHash)));
  }
}

function contextOf(challengeHash: string): string {
  return `mailed-code.${challengeHash}`;
}
