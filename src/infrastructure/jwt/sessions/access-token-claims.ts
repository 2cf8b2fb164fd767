import { SessionId, UserId } from '#domain/shared/ids.js';

export const clientId = 'gatehouse';
/** How far the clocks of two instances may be apart (ASVS 9.2.1). */
const clockSkewSeconds = 60;
/** The year 9999: beyond it `Date` and arithmetic stop making sense. */
const maxTimestamp = 253_402_300_799;

export interface CheckedClaims {
  readonly userId: UserId;
  readonly sessionId: SessionId;
  readonly expiresAt: number;
}

/**
 * Checks the form of every claim (RFC 9068 §2.2, RFC 8725 §3.8), but not whether the token has expired.
 * @throws Error for whatever this service would not have signed.
 */
export function checkClaims(
  payload: unknown,
  expected: { readonly issuer: string; readonly audience: string },
  now: number,
): CheckedClaims {
  const claims = requireObject(payload);
  const { iss, aud, iat, exp, nbf, roles } = claims;
  const isExact = iss === expected.issuer && aud === expected.audience && claims.client_id === clientId;
  const isTimely = isTimestamp(iat) && isTimestamp(exp) && iat <= now + clockSkewSeconds && iat <= exp;
  const hasBegun = nbf === undefined || (isTimestamp(nbf) && nbf <= now + clockSkewSeconds);
  const hasRoles = Array.isArray(roles) && roles.every((role) => typeof role === 'string');
  if (!isExact || !isTimely || !hasBegun || !hasRoles)
    throw new Error('The claims are not those of this service');
  UserId.parse(requireString(claims.jti));
  return {
    userId: UserId.parse(requireString(claims.sub)),
    sessionId: SessionId.parse(requireString(claims.sid)),
    expiresAt: exp,
  };
}

function isTimestamp(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= maxTimestamp;
}

function requireObject(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null) throw new Error('The payload is no object');
  return value as Record<string, unknown>;
}

function requireString(value: unknown): string {
  if (typeof value !== 'string') throw new Error('The claim is no text');
  return value;
}
