import { createHash } from 'node:crypto';
import type { EncryptionKey } from '#infrastructure/crypto/encryption-keys.js';

/** The same secret for the same id. */
export function encryptionKey(id: string): EncryptionKey {
  return { id, secret: createHash('sha256').update(id).digest() };
}
