import { type KeyObject, sign } from 'node:crypto';
import { signingKeysTokens } from '#composition/features/signing-keys.tokens.js';
import type { E2eService } from '#testing/e2e-service.js';

type Json = Record<string, unknown>;

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

export interface TakenApart {
  readonly header: Json;
  readonly claims: Json;
}

export function takeApart(token: string): TakenApart {
  const [header = '', claims = ''] = token.split('.');
  const decode = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString());
  return { header: decode(header), claims: decode(claims) };
}

/** A compact JWS over whatever is given. */
export function compact(header: unknown, claims: unknown, key: KeyObject): string {
  const input = `${encode(header)}.${encode(claims)}`;
  return `${input}.${sign('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
}

/** Signs over: with the service's own key, which no attacker has, so that only what was changed can matter. */
export class Forgery {
  private constructor(
    private readonly original: TakenApart,
    readonly kid: string,
    readonly publicKey: KeyObject,
    private readonly privateKey: KeyObject,
  ) {}

  static async of(service: E2eService, token: string): Promise<Forgery> {
    const ring = await service.service.container.get(signingKeysTokens.ring);
    const { kid, publicKey, privateKey } = await ring.signingKey();
    return new Forgery(takeApart(token), kid, publicKey, privateKey);
  }

  /** What is undefined is left out. */
  with(claims: Json, header: Json = {}, key = this.privateKey): string {
    return compact({ ...this.original.header, ...header }, { ...this.original.claims, ...claims }, key);
  }

  /** Header and claims without a signature. */
  input(header: Json): string {
    return `${encode({ ...this.original.header, ...header })}.${encode(this.original.claims)}`;
  }
}
