import jwt from 'jsonwebtoken';
import type { AccessTokenClaims } from '#application/sessions/access-tokens.js';
import { isUuid, type SessionId, type TenantId, type UserId } from '#domain/shared/ids.js';

/** RFC 9068 §2.1. */
export const accessTokenType = 'at+jwt';
export const clientId = 'gatehouse';

/** With as many roles, and permissions of 4 KiB, as a token can have; the request's headers may have more. */
const maxTokenLength = 12_288;
/** An RFC 7638 thumbprint: nothing else is looked up. */
const kidForm = /^[\w-]{43}$/;
/** How far the clocks of two instances may be apart (ASVS 9.2.1). */
const clockSkewSeconds = 60;
/** The year 9999: beyond it `Date` and arithmetic stop making sense. */
const maxTimestamp = 253_402_300_799;

/**
 * Reads which key a token claims to be signed with, before anything else of it is believed. Our tokens have
 * `alg`, `kid` and `typ`; any other member, among them `crit` (RFC 7515 §4.1.11) and those that bring or name a key
 * (`jku`, `jwk`, `x5u`, `x5c`: RFC 8725 §3.10, ASVS 9.1.3), makes it a foreign one.
 * Null for such a one, and for what is no token.
 */
export function parseHeader(token: string): { readonly alg: string; readonly kid: string } | null {
  const header = token.length > maxTokenLength ? null : decodeHeader(token);
  if (header === null) return null;
  const { alg, kid, typ, ...others } = header;
  if (typ !== accessTokenType || Object.keys(others).length > 0) return null;
  return typeof kid === 'string' && kidForm.test(kid) ? { alg, kid } : null;
}

function decodeHeader(token: string): jwt.JwtHeader | null {
  try {
    return jwt.decode(token, { complete: true })?.header ?? null;
  } catch {
    return null;
  }
}

/**
 * Checks the form of every claim (RFC 9068 §2.2, RFC 8725 §3.8), but not whether the token has expired.
 * @param payload of a token with our issuer, and our audience among others.
 * @throws Error for whatever this service would not have signed.
 */
export function checkClaims(payload: jwt.JwtPayload, now: number): AccessTokenClaims {
  const { sub, sid, jti, aud, client_id, iat, exp, nbf, roles } = payload;
  // Tokens of the release before, which live for minutes yet, do not say: nothing is fresh with them.
  const { auth_time = 0, amr = [], tid = null } = payload;
  const isOurs = typeof aud === 'string' && client_id === clientId && [sub, sid, jti].every(isId);
  const isTimely = isTimestamp(iat) && isTimestamp(exp) && iat <= now + clockSkewSeconds && iat <= exp;
  const hasBegun = nbf === undefined || (isTimestamp(nbf) && nbf <= now + clockSkewSeconds);
  const isProved = isTimestamp(auth_time) && auth_time <= now + clockSkewSeconds && isListOfText(amr);
  const isForTenant = tid === null || (isId(tid) && isListOfText(payload.tenant_roles));
  if (!isOurs || !isTimely || !hasBegun || !isProved || !isListOfText(roles) || !isForTenant)
    throw new Error('The claims are not those of this service');
  return {
    userId: sub as UserId,
    sessionId: sid as SessionId,
    amr,
    authenticatedAt: new Date(auth_time * 1000),
    expiresAt: new Date(exp * 1000),
    tenantId: tid as TenantId | null,
  };
}

function isId(value: unknown): boolean {
  return typeof value === 'string' && isUuid(value);
}

function isListOfText(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function isTimestamp(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= maxTimestamp;
}
