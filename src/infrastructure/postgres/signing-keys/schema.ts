import { EntitySchema } from 'typeorm';
import type { StoredSigningKey } from '#application/signing-keys/signing-key-store.js';

const time = { type: 'timestamptz', precision: 3 } as const;

export const signingKeySchema = new EntitySchema<StoredSigningKey>({
  name: 'SigningKey',
  tableName: 'signing_keys',
  columns: {
    kid: { type: 'text', primary: true },
    algorithm: { type: 'text' },
    publicJwk: { type: 'jsonb', name: 'public_jwk' },
    encryptedPrivateKey: { type: 'text', name: 'private_key_encrypted' },
    createdAt: { ...time, name: 'created_at' },
    activatesAt: { ...time, name: 'activates_at' },
    retiresAt: { ...time, name: 'retires_at', nullable: true },
  },
});
