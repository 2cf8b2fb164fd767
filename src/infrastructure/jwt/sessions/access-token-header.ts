import { decodeBase64Url } from '../../crypto/base64url.js';

/** RFC 9068 §2.1. */
export const accessTokenType = 'at+jwt';
const maxTokenLength = 4096;
const compactForm = /^[\w-]+\.[\w-]+\.[\w-]+$/;
/** An RFC 7638 thumbprint: nothing else is looked up. */
const kidForm = /^[\w-]{43}$/;

export interface AccessTokenHeader {
  readonly alg: string;
  readonly kid: string;
}

/**
 * Reads which key a token claims to be signed with, before anything else of it is believed. Our tokens have
 * `alg`, `kid` and `typ`; any other member, among them `crit` (RFC 7515 §4.1.11) and those that bring or name a key
 * (`jku`, `jwk`, `x5u`, `x5c`: RFC 8725 §3.10, ASVS 9.1.3), makes it a foreign one.
 */
export function parseAccessTokenHeader(token: string): AccessTokenHeader | null {
  if (token.length > maxTokenLength || !compactForm.test(token)) return null;
  const header = parseObject(token.slice(0, token.indexOf('.')));
  if (header === null) return null;
  const { alg, kid, typ, ...others } = header;
  if (Object.keys(others).length > 0 || typ !== accessTokenType) return null;
  if (typeof alg !== 'string' || typeof kid !== 'string' || !kidForm.test(kid)) return null;
  return { alg, kid };
}

function parseObject(encoded: string): Record<string, unknown> | null {
  const bytes = decodeBase64Url(encoded);
  if (bytes === null) return null;
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}
