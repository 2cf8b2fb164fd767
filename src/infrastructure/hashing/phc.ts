import { timingSafeEqual } from 'node:crypto';
import { foreignLimits } from './parameter-limits.js';

/** The base64 of PHC strings, without padding, or with `.` in the place of `+`, as Passlib writes it. Null for what is neither. */
export function decodeBase64(text: string): Buffer | null {
  if (!/^[A-Za-z0-9+/.]*$/.test(text) || text.length % 4 === 1) return null;
  return Buffer.from(text.replaceAll('.', '+'), 'base64');
}

/** Without padding. */
export function encodeBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64').replace(/=+$/, '');
}

/** Salt and digest of a hash, or null where they are not within the limits. */
export function parseParts(
  salt: string | undefined,
  digest: string | undefined,
): { readonly salt: Buffer; readonly digest: Buffer } | null {
  if (salt === undefined || digest === undefined) return null;
  const [saltBytes, digestBytes] = [decodeBase64(salt), decodeBase64(digest)];
  if (saltBytes === null || digestBytes === null) return null;
  const { minDigestBytes, digestBytes: most, saltBytes: mostSalt } = foreignLimits;
  if (saltBytes.length > mostSalt || digestBytes.length < minDigestBytes || digestBytes.length > most)
    return null;
  return { salt: saltBytes, digest: digestBytes };
}

/** Of the same length, as what was computed for a stored digest has. */
export function isSame(computed: Uint8Array, stored: Uint8Array): boolean {
  return computed.length === stored.length && timingSafeEqual(computed, stored);
}
