import { hash, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { ApiKeySecret, ApiKeySecrets } from '#application/service-accounts/api-key-secrets.js';
import { keyPrefix } from '#application/service-accounts/authenticate-key.js';
import type { ApiKeyId } from '#domain/shared/ids.js';

const secretBits = 256;
const idBits = 128;
const form = /^ghk_([0-9A-Za-z]{22})([0-9A-Za-z]{43})([0-9A-Za-z]{6})$/;

/**
 * `ghk_`, the id (22), the secret (43) and the CRC-32 of what is before it (6), each a number in base62. A number has
 * one spelling, so that no two keys are the same one.
 */
export class Base62ApiKeySecrets implements ApiKeySecrets {
  make(id: ApiKeyId): ApiKeySecret {
    const idPart = encode(BigInt(`0x${id.replaceAll('-', '')}`), 22);
    const secret = encode(BigInt(`0x${randomBytes(secretBits / 8).toString('hex')}`), 43);
    const body = `${keyPrefix}${idPart}${secret}`;
    return { key: body + checksumOf(body), secretHash: hashOf(secret) };
  }

  parse(key: string): { id: ApiKeyId; secretHash: string } | null {
    const [, idPart, secret, checksum] = form.exec(key) ?? [];
    if (idPart === undefined || secret === undefined || checksum === undefined) return null;
    if (checksumOf(key.slice(0, -checksum.length)) !== checksum) return null;
    // Beyond that a number is no id, or no secret of ours, and would be spelled like another.
    if (idPart > largestId || secret > largestSecret) return null;
    return { id: uuidOf(decode(idPart)), secretHash: hashOf(secret) };
  }
}

/** In the order of their codes, so that texts of one length compare as their numbers do. */
const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const largestId = encode((1n << BigInt(idBits)) - 1n, 22);
const largestSecret = encode((1n << BigInt(secretBits)) - 1n, 43);

function encode(number: bigint, length: number): string {
  let text = '';
  for (let rest = number; rest > 0n; rest /= 62n) text = `${digits[Number(rest % 62n)]}${text}`;
  return text.padStart(length, '0');
}

function decode(text: string): bigint {
  let number = 0n;
  for (const digit of text) number = number * 62n + BigInt(digits.indexOf(digit));
  return number;
}

/** ISO 3309, as in zip files. */
function checksumOf(body: string): string {
  let text = '';
  for (let rest = crc32(body); text.length < 6; rest = Math.floor(rest / 62))
    text = `${digits[rest % 62]}${text}`;
  return text;
}

/** Enough for what cannot be guessed (ASVS 6.5.2). */
function hashOf(secret: string): string {
  return hash('sha256', secret, 'base64url');
}

function uuidOf(number: bigint): ApiKeyId {
  const hex = number.toString(16).padStart(32, '0');
  const groups = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)];
  return groups.join('-') as ApiKeyId;
}
