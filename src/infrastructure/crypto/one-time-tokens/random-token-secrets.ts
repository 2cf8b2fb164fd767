import { hash, randomBytes } from 'node:crypto';
import type { TokenSecrets } from '#application/one-time-tokens/token-secrets.js';

/** Lets secret scanners find a token that was leaked. */
const prefix = 'ght_';

/** `ght_` and the base64url of 32 random bytes. */
export class RandomTokenSecrets implements TokenSecrets {
  make(): string {
    return prefix + randomBytes(32).toString('base64url');
  }

  hashOf(token: string): string {
    return hash('sha256', token, 'base64url');
  }

  digestOf(...texts: readonly string[]): string {
    return hash('sha256', JSON.stringify(texts), 'base64url');
  }
}
