import jwt from 'jsonwebtoken';
import type { AccessTokenClaims, AccessTokenHolder } from '#application/sessions/access-tokens.js';
import {
  type AccountId,
  type ApiKeyId,
  isUuid,
  type SessionId,
  type TenantId,
  type UserId,
} from '#domain/shared/ids.js';

/** RFC 9068 §2.1. */
export const accessTokenType = 'at+jwt';
/** The name of this service as a client (RFC 6749 §2.2). @public */
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
  const { sub, jti, aud, client_id, iat, exp, nbf, roles, permissions = [], tid = null } = payload;
  const isOurs = typeof aud === 'string' && client_id === clientId && [sub, jti].every(isId);
  const isTimely = isTimestamp(iat) && isTimestamp(exp) && iat <= now + clockSkewSeconds && iat <= exp;
  const hasBegun = nbf === undefined || (isTimestamp(nbf) && nbf <= now + clockSkewSeconds);
  const holder = holderOf(payload, now);
  const isReadable = [roles, permissions].every(isListOfText);
  const isForTenant = tid === null || (isId(tid) && isListOfText(payload.tenant_roles));
  if (!isOurs || !isTimely || !hasBegun || holder === null || !isReadable || !isForTenant)
    throw new Error('The claims are not those of this service');
  return { ...holder, expiresAt: new Date(exp * 1000), tenantId: tid as TenantId | null };
}

/** The claims that say whose token it is. */
export function holderClaims(holder: AccessTokenHolder): jwt.JwtPayload {
  switch (holder.kind) {
    case 'session': {
      const { userId: sub, sessionId: sid, amr, authenticatedAt } = holder;
      return { sub, sid, auth_time: Math.floor(authenticatedAt.getTime() / 1000), amr };
    }
    case 'key':
      return { sub: holder.ownerId, key_id: holder.keyId };
    case 'impersonation':
      return { sub: holder.userId, sid: holder.sessionId, act: { sub: holder.impersonatorId } };
  }
}

/** Each kind has claims of its own, and none of the others': no token is taken for one of another kind. Null for none. */
function holderOf(payload: jwt.JwtPayload, now: number): AccessTokenHolder | null {
  const { sub, sid, key_id, act } = payload;
  if (key_id !== undefined) return keyHolderOf(payload);
  if (!isId(sid)) return null;
  const [userId, sessionId] = [sub as UserId, sid as SessionId];
  if (act !== undefined) {
    const impersonatorId = actorOf(payload);
    return impersonatorId && { kind: 'impersonation', userId, sessionId, impersonatorId };
  }
  // Tokens of the release before, which live for minutes yet, do not say: nothing is fresh with them.
  const { auth_time = 0, amr = [] } = payload;
  const isProved = isTimestamp(auth_time) && auth_time <= now + clockSkewSeconds && isListOfText(amr);
  return isProved
    ? { kind: 'session', userId, sessionId, amr, authenticatedAt: new Date(auth_time * 1000) }
    : null;
}

function keyHolderOf({ sub, key_id, sid, act, auth_time }: jwt.JwtPayload): AccessTokenHolder | null {
  if (!isId(key_id) || [sid, act, auth_time].some((claim) => claim !== undefined)) return null;
  return { kind: 'key', ownerId: sub as AccountId, keyId: key_id as ApiKeyId };
}

/** Null for an actor of another form, and for one who would never prove anything anew (`auth_time`). */
function actorOf({ act, auth_time }: jwt.JwtPayload): UserId | null {
  const isActor = typeof act === 'object' && act !== null && Object.keys(act).length === 1 && isId(act.sub);
  return isActor && auth_time === undefined ? act.sub : null;
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
