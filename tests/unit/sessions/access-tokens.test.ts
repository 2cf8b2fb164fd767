import { createLocalJWKSet, jwtVerify } from 'jose';
import jwt from 'jsonwebtoken';
import { beforeEach, describe, expect, it } from 'vitest';
import { aTenantId } from '#testing/ids.js';
import { AccessTokenFixture, settings, subject } from '../support/access-token-fixture.js';

let fixture: AccessTokenFixture;

beforeEach(() => {
  fixture = new AccessTokenFixture();
});

const inSeconds = (seconds: number) => new Date(fixture.clock.now().getTime() + seconds * 1000);

describe('an access token', () => {
  it('is an RFC 9068 token, signed with ES256', async () => {
    const { token, expiresIn } = await fixture.tokens.sign(subject, inSeconds(10_000));
    const { header, payload } = jwt.decode(token, { complete: true }) as jwt.Jwt;
    const { kid } = await fixture.ring.signingKey();
    expect(header).toEqual({ alg: 'ES256', typ: 'at+jwt', kid });
    expect(payload).toEqual({
      iss: settings.issuer,
      aud: settings.audience,
      sub: subject.userId,
      sid: subject.sessionId,
      jti: expect.stringMatching(/^[\da-f-]{14}7[\da-f-]{21}$/),
      client_id: 'gatehouse',
      iat: fixture.now,
      exp: fixture.now + 900,
      auth_time: Math.floor(subject.authenticatedAt.getTime() / 1000),
      amr: ['pwd'],
      roles: ['admin', 'user'],
    });
    expect(expiresIn).toBe(900);
  });

  it('does not outlive the session', async () => {
    expect((await fixture.tokens.sign(subject, inSeconds(60.7))).expiresIn).toBe(60);
    expect((await fixture.tokens.sign(subject, inSeconds(0))).expiresIn).toBe(0);
  });

  it('tells who it speaks for', async () => {
    const { userId, sessionId } = subject;
    const expiresAt = new Date((fixture.now + 900) * 1000);
    await expect(fixture.tokens.verify(await fixture.sign())).resolves.toEqual({
      kind: 'session',
      userId,
      sessionId,
      amr: ['pwd'],
      authenticatedAt: new Date(Math.floor(subject.authenticatedAt.getTime() / 1000) * 1000),
      expiresAt,
      tenantId: null,
    });
  });

  it('says the tenant that it is for, and the roles there', async () => {
    const tenant = { id: aTenantId(), roles: ['owner', 'editor'] };
    const { token } = await fixture.tokens.sign({ ...subject, tenant }, inSeconds(900));
    expect(jwt.decode(token)).toMatchObject({ tid: tenant.id, tenant_roles: tenant.roles });
    expect(await fixture.tokens.verify(token)).toMatchObject({ tenantId: tenant.id });
  });

  it('is good until the second in which it expires', async () => {
    const token = await fixture.sign();
    fixture.clock.advance(899);
    await expect(fixture.tokens.verify(token)).resolves.toBeDefined();
    fixture.clock.advance(1);
    await expect(fixture.tokens.verify(token)).rejects.toMatchObject({ code: 'TOKEN_EXPIRED' });
  });

  it('is verified by other services with the published keys', async () => {
    const keys = await fixture.tokens.publicKeys();
    const { kid } = await fixture.ring.signingKey();
    expect(keys).toEqual({
      keys: [
        {
          kty: 'EC',
          crv: 'P-256',
          x: expect.any(String),
          y: expect.any(String),
          use: 'sig',
          alg: 'ES256',
          kid,
        },
      ],
    });
    const { payload } = await jwtVerify(await fixture.sign(), createLocalJWKSet(keys as never), {
      issuer: settings.issuer,
      audience: settings.audience,
      typ: 'at+jwt',
      currentDate: fixture.clock.now(),
    });
    expect(payload.sub).toBe(subject.userId);
  });

  it('is not called bad where its key cannot be looked up', async () => {
    const kid = 'A'.repeat(43);
    const token = await fixture.forge({}, { kid });
    fixture.clock.advance(30);
    fixture.store.failure = new Error('The database is down');
    await expect(fixture.tokens.verify(token)).rejects.toBe(fixture.store.failure);
  });

  it('that has expired is called so only if nothing else is wrong with it', async () => {
    const past = { iat: fixture.now - 2000, exp: fixture.now - 1000 };
    await expect(fixture.tokens.verify(await fixture.forge(past))).rejects.toMatchObject({
      code: 'TOKEN_EXPIRED',
    });
    for (const wrong of [{ aud: 'other' }, { iss: 'other' }, { sub: 'x' }, { roles: undefined }]) {
      const token = await fixture.forge({ ...past, ...wrong });
      await expect(fixture.tokens.verify(token)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    }
    const unsigned = `${(await fixture.forge(past)).slice(0, -4)}AAAA`;
    await expect(fixture.tokens.verify(unsigned)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });
});
