import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from 'node:crypto';
import type { Cipher } from '#application/shared/cipher.js';
import { decodeBase64Url } from './base64url.js';
import type { EncryptionKey } from './encryption-keys.js';
import { deriveKey } from './key-derivation.js';

const algorithm = 'aes-256-gcm';
const version = 'v1';
const ivBytes = 12;
const tagBytes = 16;

/**
 * `v1.<key id>.<iv>.<tag and ciphertext>`, each part in base64url (ASVS 11.3.2, 11.3.3). Nonces are random,
 * which is safe for 2^32 messages with one key (NIST SP 800-38D §8.3); here there are a few for each rotation.
 */
export class AesGcmCipher implements Cipher {
  readonly #keys: ReadonlyMap<string, KeyObject>;
  readonly #currentKeyId: string;

  /** @param keys the first encrypts, all decrypt. */
  constructor(keys: readonly EncryptionKey[]) {
    const current = keys[0];
    if (current === undefined) throw new Error('At least one encryption key is needed');
    this.#currentKeyId = current.id;
    this.#keys = new Map(keys.map(({ id, secret }) => [id, deriveKey(secret, 'secret-encryption')]));
  }

  encrypt(plaintext: string, context: string): string {
    const keyId = this.#currentKeyId;
    const iv = randomBytes(ivBytes);
    const cipher = createCipheriv(algorithm, this.#keys.get(keyId) as KeyObject, iv, {
      authTagLength: tagBytes,
    });
    cipher.setAAD(associatedData(keyId, context));
    const ciphertext = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final()]);
    const sealed = Buffer.concat([cipher.getAuthTag(), ciphertext]);
    return [version, keyId, iv.toString('base64url'), sealed.toString('base64url')].join('.');
  }

  decrypt(ciphertext: string, context: string): string {
    try {
      return this.#open(ciphertext, context);
    } catch {
      // Why it failed is nobody's business (ASVS 11.2.5).
      throw new Error('The ciphertext does not fit its key and context');
    }
  }

  #open(ciphertext: string, context: string): string {
    const [, keyId = '', iv = '', sealed = ''] = split(ciphertext);
    const key = this.#keys.get(keyId) as KeyObject;
    const bytes = decodeBase64Url(sealed) as Buffer;
    const decipher = createDecipheriv(algorithm, key, decodeBase64Url(iv) as Buffer, {
      authTagLength: tagBytes,
    });
    decipher.setAAD(associatedData(keyId, context));
    decipher.setAuthTag(bytes.subarray(0, tagBytes));
    return Buffer.concat([decipher.update(bytes.subarray(tagBytes)), decipher.final()]).toString('utf8');
  }
}

/** The id of the key that a ciphertext needs, for error messages. */
export function encryptionKeyIdOf(ciphertext: string): string {
  return split(ciphertext)[1] ?? 'unknown';
}

function split(ciphertext: string): readonly string[] {
  const parts = ciphertext.split('.');
  return parts.length === 4 && parts[0] === version ? parts : [];
}

// Unambiguous, since a key id has no dot.
function associatedData(keyId: string, context: string): Buffer {
  return Buffer.from(`${version}.${keyId}.${context}`, 'utf8');
}
