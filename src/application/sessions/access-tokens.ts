import type { Role } from '#domain/access/role.js';
import type { SessionId, UserId } from '#domain/shared/ids.js';

export interface AccessTokenSubject {
  readonly userId: UserId;
  readonly sessionId: SessionId;
  readonly roles: readonly Role[];
}

export interface AccessTokenClaims {
  readonly userId: UserId;
  readonly sessionId: SessionId;
  readonly expiresAt: Date;
}

/** JWT access tokens (RFC 9068). */
export interface AccessTokens {
  /** Valid for the configured lifetime, but not beyond `notAfter`. `expiresIn` is in seconds. */
  sign(subject: AccessTokenSubject, notAfter: Date): Promise<{ token: string; expiresIn: number }>;

  /**
   * Checks signature, algorithm, type, key, issuer, audience, times and the form of each claim.
   * @throws AppError TOKEN_EXPIRED, or UNAUTHENTICATED for anything else that is wrong.
   */
  verify(token: string): Promise<AccessTokenClaims>;

  /** Public keys as a JWK set (RFC 7517 §5). */
  publicKeys(): Promise<{ keys: readonly object[] }>;
}
