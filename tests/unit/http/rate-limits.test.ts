import { describe, expect, it } from 'vitest';
import { loginLocked } from '#domain/auth/errors.js';
import { createApp } from '#presentation/http/create-app.js';
import { noContent, route } from '#presentation/http/routing/route.js';
import { rateLimits, signedIn, TestApp, testApp } from './support/app.js';

const login = { method: 'POST', url: '/api/v1/auth/login' } as const;
const payload = { username: 'ada', password: 'right' };
const strict = { rateLimits: rateLimits({ login: 2 }) };

describe('a limited route', () => {
  it('says what is left', async () => {
    const { app } = await testApp();
    const { headers } = await app.inject({ ...login, payload });
    expect(headers['ratelimit-policy']).toBe('"login";q=300;w=60');
    expect(headers.ratelimit).toBe('"login";r=299;t=42');
  });

  it('refuses what is too much, before it validates', async () => {
    const test = await testApp({}, strict);
    await test.app.inject({ ...login, payload });
    expect((await test.app.inject({ ...login, payload: {} })).statusCode).toBe(422);
    const refused = await test.app.inject({ ...login, payload });
    expect(refused.statusCode).toBe(429);
    expect(refused.json().error.code).toBe('RATE_LIMITED');
    expect(refused.headers['retry-after']).toBe('42');
    expect(refused.headers.ratelimit).toBe('"login";r=0;t=42');
    expect(refused.headers['ratelimit-policy']).toBe('"login";q=2;w=60');
    expect(test.useCases.logIn.calls).toHaveLength(1);
  });

  it('counts before it authenticates', async () => {
    const test = await testApp();
    await test.app.inject({ method: 'DELETE', url: '/api/v1/me', payload: { password: 'x' } });
    expect([...test.rateLimiter.counts]).toEqual([['sensitive|127.0.0.1', 1]]);
  });

  it('counts by network', async () => {
    const test = await testApp();
    for (const remoteAddress of ['2001:db8::1', '2001:db8::2:3', '::ffff:192.0.2.1', '192.0.2.1']) {
      await test.app.inject({ ...login, payload, remoteAddress });
    }
    expect([...test.rateLimiter.counts]).toEqual([
      ['login|2001:db8:0:0::/64', 2],
      ['login|192.0.2.1', 2],
    ]);
  });

  it('cannot be escaped with forwarded headers (ASVS 4.1.3)', async () => {
    const test = await testApp();
    for (const ip of ['203.0.113.1', '203.0.113.2']) {
      await test.app.inject({ ...login, payload, headers: { 'x-forwarded-for': ip } });
    }
    expect(test.rateLimiter.counts.size).toBe(1);
  });

  it.each([0, 2])('with a limit of %i tells of the lock when the account is locked', async (limit) => {
    const test = await testApp({}, { rateLimits: rateLimits({ login: limit }) });
    test.useCases.logIn.answer = () => {
      throw loginLocked({ retryAfter: 899.2 });
    };
    const { statusCode, headers } = await test.app.inject({ ...login, payload });
    expect(statusCode).toBe(429);
    expect(headers['retry-after']).toBe('900');
    expect(headers.ratelimit).toBe('"login_locked";r=0;t=900');
    expect(headers['ratelimit-policy']).toBe('"login_locked";q=0;w=900');
  });

  it('is free when its limit is 0', async () => {
    const test = await testApp();
    const { headers } = await test.app.inject({ url: '/api/v1/users', headers: signedIn });
    expect(headers.ratelimit).toBeUndefined();
    expect(test.rateLimiter.counts.size).toBe(0);
  });
});

describe('every route', () => {
  it('that changes state or reads of others has a limit', async () => {
    const test = await testApp({}, { rateLimits: rateLimits({ lists: 100 }) });
    const routes = test.dependencies().controllers.flatMap((controller) => controller.routes());
    const limitOf: Record<string, string> = {};
    for (const { method, url } of routes) {
      const { headers } = await test.app.inject({ method: method as 'GET', url: url.replace(':id', 'x') });
      limitOf[`${method} ${url}`] = /^"(\w+)"/.exec(String(headers.ratelimit))?.[1] ?? 'none';
    }
    expect(limitOf).toEqual({
      'POST /api/v1/auth/register': 'register',
      'POST /api/v1/auth/login': 'login',
      'POST /api/v1/auth/refresh': 'refresh',
      'POST /api/v1/auth/logout': 'writes',
      'POST /api/v1/auth/logout-all': 'writes',
      'GET /api/v1/me': 'none',
      'PATCH /api/v1/me': 'writes',
      'DELETE /api/v1/me': 'sensitive',
      'POST /api/v1/me/password': 'sensitive',
      'GET /api/v1/me/sessions': 'none',
      'DELETE /api/v1/me/sessions/:id': 'writes',
      'DELETE /api/v1/me/sessions': 'writes',
      'GET /api/v1/users': 'lists',
      'POST /api/v1/users': 'writes',
      'GET /api/v1/users/:id': 'lists',
      'PUT /api/v1/users/:id': 'writes',
      'PATCH /api/v1/users/:id': 'writes',
      'DELETE /api/v1/users/:id': 'writes',
      'GET /api/v1/users/:id/sessions': 'lists',
      'DELETE /api/v1/users/:id/sessions': 'writes',
      'GET /api/v1/permissions': 'lists',
      'POST /api/v1/permissions': 'writes',
      'DELETE /api/v1/permissions/:name': 'writes',
      'GET /api/v1/roles': 'lists',
      'POST /api/v1/roles': 'writes',
      'GET /api/v1/roles/:name': 'lists',
      'PATCH /api/v1/roles/:name': 'writes',
      'DELETE /api/v1/roles/:name': 'writes',
      'GET /api/v1/audit': 'lists',
      'GET /.well-known/jwks.json': 'none',
      'GET /health/live': 'none',
      'GET /health/ready': 'none',
    });
  });

  const invite = route({
    method: 'POST',
    url: '/api/v1/invitations',
    operationId: 'invite',
    tag: 'users',
    summary: 'Invite somebody',
    access: 'public',
    rateLimit: 'invitations',
    responses: { 204: { description: 'Invited.' } },
    handle: () => noContent(),
  });
  const controllers = [{ routes: () => [invite] }];

  it('may have a limit that its feature contributes', async () => {
    const { app } = await testApp({}, { controllers, rateLimits: rateLimits({ invitations: 1 }) });
    const send = () => app.inject({ method: 'POST', url: '/api/v1/invitations' });
    const { statusCode, headers } = await send();
    expect(statusCode).toBe(204);
    expect(headers['ratelimit-policy']).toBe('"invitations";q=1;w=60');
    expect((await send()).statusCode).toBe(429);
  });

  it('that names a limit which nobody contributes stops the service from starting', async () => {
    await expect(createApp(new TestApp().dependencies({ controllers }))).rejects.toThrow(
      'Route POST /api/v1/invitations names the rate limit invitations, which no feature contributes',
    );
  });
});
