import { MemoryRateLimiter } from '#infrastructure/rate-limit/memory-rate-limiter.js';
import { AesGcmCipher } from '#infrastructure/security/aes-gcm-cipher.js';
import { CommonPasswordList } from '#infrastructure/security/common-password-list.js';
import { resolveEncryptionKeys } from '#infrastructure/security/encryption-key-file.js';
import { JwtAccessTokens } from '#infrastructure/security/jwt-access-tokens.js';
import { createPasswordHasher } from '#infrastructure/security/passwords/create-password-hasher.js';
import { OpaqueRefreshTokens } from '#infrastructure/security/refresh-tokens.js';
import { SigningKeyRing } from '#infrastructure/security/signing-key-ring.js';
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
