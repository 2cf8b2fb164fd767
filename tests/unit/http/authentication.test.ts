import { describe, expect, it } from 'vitest';
import type { RequestAuthenticator } from '#application/auth/request-authenticator.js';
import type { Principal } from '#application/shared/request-context.js';
import { unauthenticated } from '#domain/access/errors.js';
import { accountInactive } from '#domain/auth/errors.js';
import { sessionRevoked, tokenExpired } from '#domain/sessions/errors.js';
import type { ApiKeyId, ServiceAccountId } from '#domain/shared/ids.js';
import { signedIn, testApp } from './support/app.js';
import { FakeAuthenticator, goodToken, principal } from './support/fakes.js';

const invalidToken = /^Bearer error="invalid_token", error_description="/;

async function me(authorization: string | undefined, url = '/api/v1/me') {
  const test = await testApp();
  const response = await test.app.inject({
    url,
    headers: authorization === undefined ? {} : { authorization },
  });
  return { response, test };
}

describe('a bearer token', () => {
  it.each([`Bearer ${goodToken}`, `bearer ${goodToken}`, `BEARER  ${goodToken}`])(
    'is read from %s',
    async (header) => {
      const { response, test } = await me(header);
      expect(response.statusCode).toBe(200);
      expect(test.authenticator.tokens).toEqual([goodToken]);
    },
  );

  it.each([
    undefined,
    '',
    'Basic YTpi',
    goodToken,
    `Token ${goodToken}`,
    `Bearer${goodToken}`,
    `DPoP ${goodToken}`,
  ])('is missing from %s: a bare challenge', async (header) => {
    const { response, test } = await me(header);
    expect(response.statusCode).toBe(401);
    expect(response.json().error.code).toBe('UNAUTHENTICATED');
    expect(response.headers['www-authenticate']).toBe('Bearer');
    expect(test.authenticator.tokens).toEqual([]);
  });

  it.each([
    'Bearer a b',
    'Bearer a,b',
    'Bearer "a"',
    'Bearer a=b',
    `Bearer ${goodToken}, Bearer other`,
    'Bearer \u00e9',
  ])('is malformed in %s: refused', async (header) => {
    const { response } = await me(header);
    expect(response.statusCode).toBe(401);
    expect(response.headers['www-authenticate']).toMatch(invalidToken);
  });

  it.each(['Bearer', 'Bearer ', `Bearer ${'a'.repeat(8193)}`])(
    'is no token in %s: refused without looking at it',
    async (header) => {
      const { response, test } = await me(header);
      expect(response.statusCode).toBe(401);
      expect(response.headers['www-authenticate']).toMatch(invalidToken);
      expect(test.authenticator.tokens).toEqual([]);
    },
  );

  it.each([
    [unauthenticated, 401, 'UNAUTHENTICATED'],
    [tokenExpired, 401, 'TOKEN_EXPIRED'],
    [sessionRevoked, 401, 'SESSION_REVOKED'],
  ])('that is refused is challenged as invalid (RFC 6750)', async (refusal, status, code) => {
    const test = await testApp();
    test.authenticator.refusal = refusal;
    const response = await test.app.inject({ url: '/api/v1/me', headers: { authorization: 'Bearer bad' } });
    expect(response.statusCode).toBe(status);
    expect(response.json().error.code).toBe(code);
    expect(response.headers['www-authenticate']).toContain('error="invalid_token"');
  });

  it('of an inactive account is forbidden, not challenged', async () => {
    const test = await testApp();
    test.authenticator.refusal = accountInactive;
    const response = await test.app.inject({ url: '/api/v1/me', headers: { authorization: 'Bearer bad' } });
    expect(response.statusCode).toBe(403);
    expect(response.headers['www-authenticate']).toBeUndefined();
  });

  it('does not count in the query or the body', async () => {
    const { response } = await me(undefined, `/api/v1/me?access_token=${goodToken}`);
    expect(response.statusCode).toBe(401);
  });

  it('is asked for before the body is looked at', async () => {
    const { app } = await testApp();
    const response = await app.inject({
      method: 'POST',
      url: '/api/v1/users',
      headers: { 'content-type': 'application/json' },
      payload: '{broken',
    });
    expect(response.statusCode).toBe(401);
  });

  it('is not asked for on public routes', async () => {
    const test = await testApp();
    await test.app.inject({ url: '/.well-known/jwks.json', headers: { authorization: 'Bearer bad' } });
    expect(test.authenticator.tokens).toEqual([]);
  });
});

describe('the context of a request', () => {
  it('says who asks and from where', async () => {
    const test = await testApp();
    await test.app.inject({
      url: '/api/v1/me',
      headers: { ...signedIn, 'user-agent': `curl\u001b[31m/8${'x'.repeat(500)}`, 'x-request-id': 'r-1' },
      remoteAddress: '::ffff:198.51.100.7',
    });
    expect(test.useCases.showMyAccount.lastContext).toEqual({
      principal,
      ip: '198.51.100.7',
      userAgent: expect.stringMatching(/^curl\[31m\/8x+$/),
      requestId: 'r-1',
      traceparent: null,
      tenantId: null,
    });
    expect(test.useCases.showMyAccount.lastContext?.userAgent).toHaveLength(255);
  });

  it('has no principal on a public route, whatever is sent', async () => {
    const test = await testApp();
    const payload = { refreshToken: 'r' };
    await test.app.inject({ method: 'POST', url: '/api/v1/auth/refresh', headers: signedIn, payload });
    expect(test.useCases.refreshSession.lastContext?.principal).toBeNull();
  });

  it('does not carry over to the next request', async () => {
    const test = await testApp();
    await test.app.inject({ url: '/api/v1/me', headers: signedIn });
    const payload = { refreshToken: 'r' };
    await test.app.inject({ method: 'POST', url: '/api/v1/auth/refresh', payload });
    expect(test.useCases.refreshSession.lastContext?.principal).toBeNull();
  });
});

describe('the client address', () => {
  const forwarded = {
    ...signedIn,
    'x-forwarded-for': '203.0.113.9, 192.0.2.1',
    'x-forwarded-host': 'evil.example',
    'x-real-ip': '203.0.113.9',
    forwarded: 'for=203.0.113.9',
  };

  async function addressSeen(
    trustedProxies: readonly string[],
    remoteAddress: string,
    headers: Record<string, string>,
  ) {
    const test = await testApp({ trustedProxies });
    await test.app.inject({ url: '/api/v1/me', remoteAddress, headers: { ...signedIn, ...headers } });
    return test.useCases.showMyAccount.lastContext?.ip;
  }

  it('is the peer when no proxy is trusted (ASVS 4.1.3)', async () => {
    expect(await addressSeen([], '198.51.100.7', forwarded)).toBe('198.51.100.7');
  });

  it('is the peer when that is not a trusted proxy', async () => {
    expect(await addressSeen(['10.0.0.0/8'], '198.51.100.7', forwarded)).toBe('198.51.100.7');
  });

  it('is what the last trusted proxy saw', async () => {
    expect(await addressSeen(['10.0.0.0/8'], '10.1.2.3', forwarded)).toBe('192.0.2.1');
    expect(await addressSeen(['10.0.0.0/8', '192.0.2.1'], '10.1.2.3', forwarded)).toBe('203.0.113.9');
  });

  it.each([
    ['10.0.0.1', '::ffff:10.0.0.1'],
    ['10.0.0.0/8', '::ffff:10.0.0.1'],
    ['10.0.0.0/8', '::ffff:0a00:1'],
    ['uniquelocal', '::ffff:10.0.0.1'],
    ['::ffff:10.0.0.1', '10.0.0.1'],
    ['::ffff:10.0.0.0/104', '10.0.0.1'],
    ['::ffff:a00:1', '::ffff:10.0.0.1'],
  ])('is what the proxy %s saw, which comes as %s', async (trusted, remoteAddress) => {
    const headers = { 'x-forwarded-for': '192.0.2.1' };
    expect(await addressSeen([trusted], remoteAddress, headers)).toBe('192.0.2.1');
    expect(await addressSeen([trusted], '::ffff:11.0.0.1', headers)).toBe('11.0.0.1');
  });

  it.each([
    ['203.0.113.9:5123', '203.0.113.9'],
    ['[2001:db8::1]:443', '2001:db8::1'],
    ['::ffff:203.0.113.9', '203.0.113.9'],
    ['[::FFFF:cb00:7109]:443', '203.0.113.9'],
    ['0:0:0:0:0:ffff:203.0.113.9', '203.0.113.9'],
    ['2001:0DB8:0:0::1', '2001:db8::1'],
    ['0x7f.1', '10.1.2.3'],
    ['unknown', '10.1.2.3'],
    ['"><script>', '10.1.2.3'],
    ['', '10.1.2.3'],
  ])('forwarded as %s is %s', async (header, expected) => {
    expect(await addressSeen(['10.1.2.3'], '10.1.2.3', { 'x-forwarded-for': header })).toBe(expected);
  });
});

describe('authenticators', () => {
  const machine: Principal = {
    kind: 'service',
    serviceId: 's1' as ServiceAccountId,
    keyId: 'k1' as ApiKeyId,
    permissions: new Set(),
    tenantId: null,
  };
  const keys: RequestAuthenticator = {
    name: 'keys',
    accepts: (credential) => credential.startsWith('ghk_'),
    authenticate: async () => machine,
  };
  const bearer = (credential: string) => ({
    url: '/api/v1/me',
    headers: { authorization: `Bearer ${credential}` },
  });

  it('are asked in their order: the first that accepts the credential decides', async () => {
    const others = new FakeAuthenticator();
    const test = await testApp({}, { authenticators: [keys, others] });
    await test.app.inject(bearer('ghk_1'));
    expect(test.useCases.showMyAccount.lastContext?.principal).toEqual(machine);
    expect(others.tokens).toEqual([]);
    await test.app.inject(bearer(goodToken));
    expect(test.useCases.showMyAccount.lastContext?.principal).toEqual(principal);
  });

  it('that all decline leave the credential invalid', async () => {
    const { app } = await testApp({}, { authenticators: [keys] });
    const response = await app.inject(bearer(goodToken));
    expect(response.json().error.code).toBe('UNAUTHENTICATED');
    expect(response.headers['www-authenticate']).toMatch(invalidToken);
  });
});
