import { randomInt } from 'node:crypto';
import type { MfaSecrets } from '#application/mfa/mfa-secrets.js';
import type { OpaqueToken, OpaqueTokens } from '#application/shared/opaque-tokens.js';
import { RecoveryCode, recoveryAlphabet, recoveryCodeLength } from '#domain/mfa/recovery-code.js';

/** Let secret scanners find a token that was leaked. */
const prefixes = { challenge: 'ghc_', device: 'ghd_' };

export class RandomMfaSecrets implements MfaSecrets {
  constructor(private readonly tokens: OpaqueTokens) {}

  newToken(kind: keyof typeof prefixes): OpaqueToken {
    return this.tokens.make(prefixes[kind]);
  }

  newRecoveryCode(): RecoveryCode {
    const letter = () => recoveryAlphabet.charAt(randomInt(recoveryAlphabet.length));
    return RecoveryCode.parse(Array.from({ length: recoveryCodeLength }, letter).join(''));
  }

  digestOf(text: string): string {
    return this.tokens.hashOf(text);
  }
}
