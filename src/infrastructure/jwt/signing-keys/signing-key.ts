import { createHash, createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import type { Cipher } from '#application/shared/cipher.js';
import type { StoredSigningKey } from '#application/signing-keys/signing-key-store.js';

const generate = promisify(generateKeyPair);

/** A key that can be used, with the times as they are stored. @public */
export interface SigningKey
  extends Pick<StoredSigningKey, 'kid' | 'algorithm' | 'activatesAt' | 'retiresAt'> {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  /** RFC 7517 §4, without the private part. */
  readonly publicJwk: object;
}

/** P-256, as ES256 needs (RFC 7518 §3.4); the private part is encrypted for this kid only. */
export async function generateSigningKey(
  cipher: Cipher,
  createdAt: Date,
  activatesAt: Date,
): Promise<StoredSigningKey> {
  const { privateKey, publicKey } = await generate('ec', { namedCurve: 'P-256' });
  const kid = thumbprint(publicKey);
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  return {
    kid,
    algorithm: 'ES256',
    publicJwk: publicJwkOf(publicKey, kid),
    encryptedPrivateKey: cipher.encrypt(pem, contextOf(kid)),
    createdAt,
    activatesAt,
    retiresAt: null,
  };
}

/**
 * The public key comes from the encrypted one, not from the row beside it: whoever can write to the database
 * cannot make the service trust a key of theirs.
 * @throws Error when the private key cannot be decrypted or is not the one that the kid names.
 */
export function unsealSigningKey(stored: StoredSigningKey, cipher: Cipher): SigningKey {
  const { kid, algorithm, activatesAt, retiresAt } = stored;
  const privateKey = createPrivateKey(cipher.decrypt(stored.encryptedPrivateKey, contextOf(kid)));
  const publicKey = createPublicKey(privateKey);
  if (thumbprint(publicKey) !== kid) throw new Error('The private key is not the one that the kid names');
  const publicJwk = publicJwkOf(publicKey, kid);
  return { kid, algorithm, activatesAt, retiresAt, privateKey, publicKey, publicJwk };
}

function contextOf(kid: string): string {
  return `signing-key:${kid}`;
}

function publicJwkOf(publicKey: KeyObject, kid: string): object {
  const { kty, crv, x, y } = publicKey.export({ format: 'jwk' });
  return { kty, crv, x, y, use: 'sig', alg: 'ES256', kid };
}

/** RFC 7638 §3.2: the required members in lexicographic order, without white space. */
function thumbprint(publicKey: KeyObject): string {
  const { crv, kty, x, y } = publicKey.export({ format: 'jwk' });
  return createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url');
}
