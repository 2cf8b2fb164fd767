import { hash, randomBytes } from 'node:crypto';
import type { OpaqueToken, OpaqueTokens } from '#application/shared/opaque-tokens.js';

const tokenBytes = 32;

/** The prefix and the base64url of 32 random bytes. */
export class RandomOpaqueTokens implements OpaqueTokens {
  make(prefix: string): OpaqueToken {
    const value = prefix + randomBytes(tokenBytes).toString('base64url');
    return { value, hash: this.hashOf(value) };
  }

  hashOf(text: string): string {
    return hash('sha256', text, 'base64url');
  }
}
