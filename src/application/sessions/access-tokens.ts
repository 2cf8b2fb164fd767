import type { AccountId, ApiKeyId, SessionId, TenantId, UserId } from '#domain/shared/ids.js';

/** A session's, whose user has signed in. */
export interface SessionHolder {
  readonly kind: 'session';
  readonly userId: UserId;
  readonly sessionId: SessionId;
  /** Names of RFC 8176. */
  readonly amr: readonly string[];
  /** `auth_time` (RFC 9068 §2.2.1), to the second. */
  readonly authenticatedAt: Date;
}

/** That a key was exchanged for: a service's, or a user's. */
export interface KeyHolder {
  readonly kind: 'key';
  readonly ownerId: AccountId;
  readonly keyId: ApiKeyId;
}

/** Of somebody who acts in a user's place (RFC 8693 §4.1), for as long as their own session is alive. */
export interface ImpersonationHolder {
  readonly kind: 'impersonation';
  readonly userId: UserId;
  readonly impersonatorId: UserId;
  /** Of the impersonator. */
  readonly sessionId: SessionId;
}

/** Whose token it is, and how they have proved that. @public */
export type AccessTokenHolder = SessionHolder | KeyHolder | ImpersonationHolder;

/** What the token says beside, to those who verify it without asking. */
export type AccessTokenSubject = AccessTokenHolder & {
  readonly roles: readonly string[];
  /** Sorted; null where the token is not to tell. */
  readonly permissions?: readonly string[] | null | undefined;
  /** The tenant that it is for, `tid`, and the holder's roles there, `tenant_roles`. */
  readonly tenant?: { readonly id: TenantId; readonly roles: readonly string[] } | null | undefined;
};

export type AccessTokenClaims = AccessTokenHolder & {
  readonly expiresAt: Date;
  /** That it is for. */
  readonly tenantId: TenantId | null;
};

/** JWT access tokens (RFC 9068). @public */
export interface AccessTokens {
  /**
   * Valid for the configured lifetime, but not beyond `notAfter`. `expiresIn` is in seconds.
   * @param audience that it is for; this service accepts only those for its own, which is also the default.
   */
  sign(
    subject: AccessTokenSubject,
    notAfter: Date,
    audience?: string,
  ): Promise<{ token: string; expiresIn: number }>;

  /**
   * Checks signature, algorithm, type, key, issuer, audience, times and the form of each claim.
   * @throws AppError TOKEN_EXPIRED, or UNAUTHENTICATED for anything else that is wrong.
   */
  verify(token: string): Promise<AccessTokenClaims>;

  /** Public keys as a JWK set (RFC 7517 §5). */
  publicKeys(): Promise<{ keys: readonly object[] }>;
}
