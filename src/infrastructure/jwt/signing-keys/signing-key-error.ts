import type { StoredSigningKey } from '#application/signing-keys/signing-key-store.js';
import { OperatorError } from '#infrastructure/operator-error.js';
import { encryptionKeyIdOf } from '../../crypto/aes-gcm-cipher.js';

/** Keeps the service from starting; its message says what to do. */
export class SigningKeyError extends OperatorError {
  override name = 'SigningKeyError';
}

export function unusableKeys(stored: readonly StoredSigningKey[]): SigningKeyError {
  const kids = stored.map(({ kid }) => kid).join(', ');
  const keyIds = [...new Set(stored.map((key) => encryptionKeyIdOf(key.encryptedPrivateKey)))].join(', ');
  return new SigningKeyError(
    `The signing keys ${kids} cannot be decrypted with ENCRYPTION_KEY. They were encrypted with the key ` +
      `"${keyIds}": put it back into ENCRYPTION_KEY, behind the current one. If it is lost, delete these ` +
      'signing keys from the database; access tokens signed with them are then refused, and clients refresh.',
  );
}

export function noActiveKey(): SigningKeyError {
  return new SigningKeyError('There is no active signing key: all have retired. Rotate the signing keys.');
}
