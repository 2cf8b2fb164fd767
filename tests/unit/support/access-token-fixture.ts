import { createSign, type KeyObject } from 'node:crypto';
import jwt from 'jsonwebtoken';
import type { SessionId, UserId } from '#domain/shared/ids.js';
import { AesGcmCipher } from '#infrastructure/crypto/aes-gcm-cipher.js';
import { JwtAccessTokens } from '#infrastructure/jwt/sessions/jwt-access-tokens.js';
import { SigningKeyRing } from '#infrastructure/jwt/signing-keys/signing-key-ring.js';
import { UuidV7Generator } from '#infrastructure/system/uuid-v7-generator.js';
import { FakeClock } from '#testing/fake-clock.js';
import { aRecordingLogger } from '#testing/loggers.js';
import { encryptionKey } from './encryption-keys.js';
import { FakeSigningKeyStore } from './fake-signing-key-store.js';

export const settings = {
  issuer: 'https://auth.example.com',
  audience: 'https://api.example.com',
  accessTokenSeconds: 900,
  keyActivationSeconds: 600,
};

export const subject = {
  kind: 'session' as const,
  userId: '01890a5d-ac96-774b-bcce-b302099a8057' as UserId,
  sessionId: '01890a5d-ac96-774b-bcce-b302099a8058' as SessionId,
  amr: ['pwd'] as const,
  authenticatedAt: new Date('2025-12-31T23:59:00.500Z'),
  roles: ['admin', 'user'] as const,
};

/** Access tokens as one instance makes them, and a way to sign what it never would. */
export class AccessTokenFixture {
  readonly clock = new FakeClock();
  readonly store = new FakeSigningKeyStore();
  readonly logger = aRecordingLogger();
  readonly cipher = new AesGcmCipher([encryptionKey('k1')]);
  readonly ring = this.newRing();
  readonly tokens = new JwtAccessTokens(this.ring, this.clock, new UuidV7Generator(), settings);

  newRing(cipher = this.cipher): SigningKeyRing {
    return new SigningKeyRing(this.store, cipher, this.clock, settings, this.logger);
  }

  get now(): number {
    return Math.floor(this.clock.now().getTime() / 1000);
  }

  async sign(): Promise<string> {
    return (await this.tokens.sign(subject, new Date(this.clock.now().getTime() + 1e9))).token;
  }

  /** With the service's own key; `undefined` leaves a claim or header out. */
  async forge(claims: Record<string, unknown> = {}, header: Record<string, unknown> = {}): Promise<string> {
    const key = await this.ring.signingKey();
    const good = jwt.decode(await this.sign(), { complete: true }) as jwt.Jwt;
    return this.compact(
      { ...good.header, ...header },
      { ...(good.payload as object), ...claims },
      key.privateKey,
    );
  }

  /** Signs ES256 over whatever is given, which jsonwebtoken would refuse to. */
  compact(header: unknown, payload: unknown, key: KeyObject): string {
    return signText(JSON.stringify(header), JSON.stringify(payload), key);
  }
}

export function signText(header: string, payload: string, key: KeyObject): string {
  const encode = (text: string) => Buffer.from(text).toString('base64url');
  const input = `${encode(header)}.${encode(payload)}`;
  const signature = createSign('sha256').update(input).sign({ key, dsaEncoding: 'ieee-p1363' });
  return `${input}.${signature.toString('base64url')}`;
}
