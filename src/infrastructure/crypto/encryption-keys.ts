import { createHash } from 'node:crypto';
import { InvalidValue } from '../configuration/configuration-error.js';

export interface EncryptionKey {
  readonly id: string;
  /** 32 bytes. */
  readonly secret: Buffer;
}

export const encryptionKeyBytes = 32;

// No dot, which separates the parts of a ciphertext.
const keyId = /^[A-Za-z0-9_-]{1,32}$/;

/**
 * `[id:]key[,[id:]key...]`, each key in base64, standard or URL-safe, or in hexadecimal. A key without an id
 * gets one from its digest, so that it is the same wherever the key stands in the list.
 * @throws InvalidValue that does not repeat any of it.
 */
export function parseEncryptionKeys(text: string): readonly EncryptionKey[] {
  const keys = text.split(',').map((item) => parseKey(item.trim()));
  const ids = new Set(keys.map(({ id }) => id));
  const secrets = new Set(keys.map(({ secret }) => secret.toString('hex')));
  if (ids.size < keys.length) throw new InvalidValue('uses one key id twice');
  if (secrets.size < keys.length) throw new InvalidValue('has one key twice');
  return keys;
}

function parseKey(item: string): EncryptionKey {
  const [encoded = '', id, ...rest] = item.split(':').reverse();
  if (rest.length > 0 || (id !== undefined && !keyId.test(id))) {
    throw new InvalidValue('has a key id other than up to 32 letters, digits, "_" or "-"');
  }
  const secret = decode(encoded);
  if (secret?.length !== encryptionKeyBytes) {
    throw new InvalidValue(`must have ${encryptionKeyBytes} bytes in base64 or hexadecimal for each key`);
  }
  return { id: id ?? idOf(secret), secret };
}

function decode(text: string): Buffer | null {
  if (/^[0-9a-f]{64}$/i.test(text)) return Buffer.from(text, 'hex');
  const secret = Buffer.from(text, 'base64url');
  const canonical = text.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
  return secret.toString('base64url') === canonical ? secret : null;
}

function idOf(secret: Buffer): string {
  return createHash('sha256').update('encryption-key-id').update(secret).digest('hex').slice(0, 8);
}
