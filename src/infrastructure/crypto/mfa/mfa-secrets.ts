import { hash, randomBytes, randomInt } from 'node:crypto';
import type { MfaSecrets, OpaqueToken } from '#application/mfa/mfa-secrets.js';
import { RecoveryCode, recoveryAlphabet, recoveryCodeLength } from '#domain/mfa/recovery-code.js';

/** Let secret scanners find a token that was leaked. */
const prefixes = { challenge: 'ghc_', device: 'ghd_' };
const tokenBytes = 32;

export class RandomMfaSecrets implements MfaSecrets {
  newToken(kind: keyof typeof prefixes): OpaqueToken {
    const value = prefixes[kind] + randomBytes(tokenBytes).toString('base64url');
    return { value, digest: this.digestOf(value) };
  }

  newRecoveryCode(): RecoveryCode {
    const letter = () => recoveryAlphabet.charAt(randomInt(recoveryAlphabet.length));
    return RecoveryCode.parse(Array.from({ length: recoveryCodeLength }, letter).join(''));
  }

  digestOf(text: string): string {
    return hash('sha256', text, 'base64url');
  }
}
