import type { SigningKeyStore } from '#application/signing-keys/signing-key-store.js';
import type { SigningKeyRing } from '#infrastructure/jwt/signing-keys/signing-key-ring.js';
import { token } from '../token.js';

export const signingKeysTokens = {
  store: token<SigningKeyStore>('signingKeys.store'),
  ring: token<SigningKeyRing>('signingKeys.ring'),
};
