import jwt from 'jsonwebtoken';
import type {
  AccessTokenClaims,
  AccessTokenSubject,
  AccessTokens,
} from '#application/sessions/access-tokens.js';
import type { Clock } from '#application/shared/clock.js';
import type { IdGenerator } from '#application/shared/id-generator.js';
import { unauthenticated } from '#domain/access/errors.js';
import { tokenExpired } from '#domain/sessions/errors.js';
import type { SigningKey } from '../signing-keys/signing-key.js';
import type { SigningKeyRing } from '../signing-keys/signing-key-ring.js';
import { accessTokenType, checkClaims, clientId, holderClaims, parseHeader } from './access-token-form.js';

export interface AccessTokenSettings {
  readonly issuer: string;
  readonly audience: string;
  readonly accessTokenSeconds: number;
}

/** RFC 9068 access tokens, signed with ES256. */
export class JwtAccessTokens implements AccessTokens {
  constructor(
    private readonly keys: SigningKeyRing,
    private readonly clock: Clock,
    private readonly ids: IdGenerator,
    private readonly settings: AccessTokenSettings,
  ) {}

  async sign(
    subject: AccessTokenSubject,
    notAfter: Date,
    audience = this.settings.audience,
  ): Promise<{ token: string; expiresIn: number }> {
    const { kid, algorithm, privateKey } = await this.keys.signingKey();
    const iat = this.#now();
    const limit = Math.floor(notAfter.getTime() / 1000);
    const exp = Math.max(iat, Math.min(iat + this.settings.accessTokenSeconds, limit));
    const claims = {
      iss: this.settings.issuer,
      aud: audience,
      ...holderClaims(subject),
      jti: this.ids.next(),
      client_id: clientId,
      iat,
      exp,
      roles: subject.roles,
      ...(subject.permissions && { permissions: subject.permissions }),
      ...(subject.tenant && { tid: subject.tenant.id, tenant_roles: subject.tenant.roles }),
    };
    const header = { alg: algorithm, typ: accessTokenType, kid };
    return { token: jwt.sign(claims, privateKey, { algorithm, header }), expiresIn: exp - iat };
  }

  async verify(token: string): Promise<AccessTokenClaims> {
    const header = parseHeader(token);
    const key = header && (await this.keys.verificationKey(header.kid));
    // The algorithm is the key's, never the token's to choose (RFC 8725 §3.1).
    if (!key || header.alg !== key.algorithm) throw unauthenticated();
    const claims = this.#check(token, key);
    if (claims.expiresAt <= this.clock.now()) throw tokenExpired();
    return claims;
  }

  async publicKeys(): Promise<{ keys: readonly object[] }> {
    return { keys: (await this.keys.published()).map(({ publicJwk }) => publicJwk) };
  }

  /** Signature first, claims then (ASVS 9.1.1); expiry last, so that it is told of good tokens only. */
  #check(token: string, key: SigningKey): AccessTokenClaims {
    const { issuer, audience } = this.settings;
    try {
      const payload = jwt.verify(token, key.publicKey, {
        algorithms: [key.algorithm],
        issuer,
        audience,
        ignoreExpiration: true,
        ignoreNotBefore: true,
      });
      return checkClaims(payload as jwt.JwtPayload, this.#now());
    } catch (cause) {
      throw unauthenticated({ cause });
    }
  }

  #now(): number {
    return Math.floor(this.clock.now().getTime() / 1000);
  }
}
