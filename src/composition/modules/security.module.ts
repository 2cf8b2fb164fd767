import { AesGcmCipher } from '#infrastructure/crypto/aes-gcm-cipher.js';
import { resolveEncryptionKeys } from '#infrastructure/crypto/encryption-key-file.js';
import { OpaqueRefreshTokens } from '#infrastructure/crypto/sessions/refresh-tokens.js';
import { createPasswordHasher } from '#infrastructure/hashing/create-password-hasher.js';
import { JwtAccessTokens } from '#infrastructure/jwt/sessions/jwt-access-tokens.js';
import { SigningKeyRing } from '#infrastructure/jwt/signing-keys/signing-key-ring.js';
import { MemoryRateLimiter } from '#infrastructure/rate-limits/memory-rate-limiter.js';
import { CommonPasswordList } from '#infrastructure/zxcvbn/auth/common-password-list.js';
import { tokens } from '../tokens.js';
import type { Wiring } from '../wiring.js';

export function securityModule(wiring: Wiring): void {
  const { security, stored, auth, shared } = tokens;
  const { clock, ids, config } = shared;

  wiring.singleton(security.encryptionKeys, ({ encryption }) => resolveEncryptionKeys(encryption), [config]);
  wiring.instance(security.cipher, AesGcmCipher, [security.encryptionKeys]);
  wiring.singleton(
    security.signingKeyRing,
    (store, cipher, time, settings) => new SigningKeyRing(store, cipher, time, settings.tokens),
    [security.signingKeyStore, security.cipher, clock, config],
  );
  wiring.singleton(
    stored.accessTokens,
    (keys, time, generator, settings) => new JwtAccessTokens(keys, time, generator, settings.tokens),
    [security.signingKeyRing, clock, ids, config],
  );
  wiring.instance(auth.refreshTokens, OpaqueRefreshTokens, [security.encryptionKeys]);
  wiring.singleton(
    auth.passwordHasher,
    ({ passwords }) => createPasswordHasher(passwords),
    [config],
    (hasher) => hasher.close(),
  );
  wiring.instance(auth.commonPasswords, CommonPasswordList, []);
  wiring.singleton(shared.rateLimiter, () => new MemoryRateLimiter(), []);
}
