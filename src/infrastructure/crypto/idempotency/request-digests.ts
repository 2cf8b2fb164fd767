import { createHmac, hash, type KeyObject } from 'node:crypto';
import type { RequestDigests } from '#application/idempotency/request-digests.js';
import type { EncryptionKey } from '../encryption-keys.js';
import { deriveKey } from '../key-derivation.js';

/** SHA-256 for what has the entropy of a key that clients choose, HMAC-SHA256 for what people choose. */
export class KeyedRequestDigests implements RequestDigests {
  readonly #keys: readonly [KeyObject, ...KeyObject[]];

  constructor(keys: readonly EncryptionKey[]) {
    const [first, ...others] = keys.map(({ secret }) => deriveKey(secret, 'idempotency-fingerprint'));
    if (first === undefined) throw new Error('At least one encryption key is needed');
    this.#keys = [first, ...others];
  }

  idOf(parts: readonly string[]): string {
    return hash('sha256', JSON.stringify(parts), 'base64url');
  }

  fingerprintsOf(content: unknown): readonly [string, ...string[]] {
    const text = JSON.stringify(content, sorted) ?? '';
    const [first, ...others] = this.#keys;
    return [fingerprint(first, text), ...others.map((key) => fingerprint(key, text))];
  }
}

function fingerprint(key: KeyObject, text: string): string {
  return createHmac('sha256', key).update(text).digest('base64url');
}

/** For `JSON.stringify`: an object by the order of its names. */
function sorted(_name: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1)));
}
