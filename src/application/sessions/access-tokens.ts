import type { Role } from '#domain/access/role.js';
import type { SessionId, TenantId, UserId } from '#domain/shared/ids.js';

/** Whose token it is, and how they have proved that. */
interface AccessTokenHolder {
  readonly userId: UserId;
  readonly sessionId: SessionId;
  /** Names of RFC 8176. */
  readonly amr: readonly string[];
  /** `auth_time` (RFC 9068 §2.2.1), to the second. */
  readonly authenticatedAt: Date;
}

export interface AccessTokenSubject extends AccessTokenHolder {
  readonly roles: readonly Role[];
  /** Sorted; null where the token is not to tell. */
  readonly permissions?: readonly string[] | null;
  /** The tenant that it is for, `tid`, and the holder's roles there, `tenant_roles`. */
  readonly tenant?: { readonly id: TenantId; readonly roles: readonly string[] } | null;
}

export interface AccessTokenClaims extends AccessTokenHolder {
  readonly expiresAt: Date;
  readonly tenantId: TenantId | null;
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
