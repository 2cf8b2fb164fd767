import type { OpaqueToken } from '#application/shared/opaque-tokens.js';
import type { RecoveryCode } from '#domain/mfa/recovery-code.js';

/** Makes what is random, and the digests that are stored of it. */
export interface MfaSecrets {
  /** With 256 random bits. */
  newToken(kind: 'challenge' | 'device'): OpaqueToken;
  newRecoveryCode(): RecoveryCode;
  /** SHA-256: for what has enough random bits, and for what is compared only with itself. */
  digestOf(text: string): string;
}
