import { beforeEach, describe, expect, it } from 'vitest';
import type { AccessTokenClaims, AccessTokens } from '#application/sessions/access-tokens.js';
import { rememberingAccessTokens } from '#infrastructure/cache/sessions/remembering-access-tokens.js';
import { AccessTokenFixture, settings } from '../support/access-token-fixture.js';

/** Counts the verifications that reach it. */
class CountingAccessTokens implements AccessTokens {
  verified = 0;

  constructor(private readonly tokens: AccessTokens) {}

  sign: AccessTokens['sign'] = (subject, notAfter) => this.tokens.sign(subject, notAfter);
  publicKeys = () => this.tokens.publicKeys();

  verify(token: string): Promise<AccessTokenClaims> {
    this.verified += 1;
    return this.tokens.verify(token);
  }
}

describe('a remembered access token', () => {
  let fixture: AccessTokenFixture;
  let inner: CountingAccessTokens;
  let tokens: AccessTokens;
  beforeEach(() => {
    fixture = new AccessTokenFixture();
    inner = new CountingAccessTokens(fixture.tokens);
    tokens = rememberingAccessTokens(inner, fixture.clock, 2);
  });

  it('is verified once', async () => {
    const token = await fixture.sign();
    const first = await tokens.verify(token);
    expect(await tokens.verify(token)).toEqual(first);
    expect(inner.verified).toBe(1);
  });

  it('JWT-05 is refused from the second in which it expires', async () => {
    const token = await fixture.sign();
    fixture.clock.advance(settings.accessTokenSeconds - 1);
    await tokens.verify(token);
    fixture.clock.advance(1);
    await expect(tokens.verify(token)).rejects.toMatchObject({ code: 'TOKEN_EXPIRED' });
  });

  it('JWT-05 is another token when anything of it differs', async () => {
    const token = await fixture.sign();
    await tokens.verify(token);
    const [header, claims, signature = ''] = token.split('.');
    const other = signature.startsWith('A') ? 'B' : 'A';
    for (const forged of [
      `${header}.${claims}.${other}${signature.slice(1)}`,
      `${header}.${claims}.`,
      `${header}.${claims?.slice(0, -1)}.${signature}`,
      `${token} `,
    ]) {
      await expect(tokens.verify(forged)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    }
    expect(inner.verified).toBe(5);
  });

  it('is verified again after a minute, so that a key that has gone is noticed', async () => {
    const token = await fixture.sign();
    await tokens.verify(token);
    fixture.clock.advance(59);
    await tokens.verify(token);
    expect(inner.verified).toBe(1);
    fixture.clock.advance(1);
    await tokens.verify(token);
    expect(inner.verified).toBe(2);
  });

  it('is not believed at a time before its verification', async () => {
    const token = await fixture.sign();
    await tokens.verify(token);
    fixture.clock.advance(-1);
    await tokens.verify(token);
    expect(inner.verified).toBe(2);
  });

  it('makes room for others, but not for what was refused', async () => {
    const [first, second, third] = [await fixture.sign(), await fixture.sign(), await fixture.sign()];
    await tokens.verify(first);
    await tokens.verify(second);
    await tokens.verify('x.y.z').catch(() => undefined);
    await tokens.verify(first);
    expect(inner.verified).toBe(3);
    await tokens.verify(third);
    await tokens.verify(second);
    expect(inner.verified).toBe(5);
  });
});
