import { describe, expect, it } from 'vitest';
import { loginLocked } from '#domain/auth/errors.js';
import { signedIn, TestApp, testApp } from './support/app.js';

const login = { method: 'POST', url: '/api/v1/auth/login' } as const;
const payload = { username: 'ada', password: 'right' };
const limits = new TestApp().dependencies().rateLimits;
const strict = { rateLimits: { ...limits, login: { name: 'login', limit: 2, windowSeconds: 60 } } };

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

  it('carries its headers when the account is locked', async () => {
    const test = await testApp();
    test.useCases.logIn.answer = () => {
      throw loginLocked({ retryAfter: 900 });
    };
    const { statusCode, headers } = await test.app.inject({ ...login, payload });
    expect(statusCode).toBe(429);
    expect(headers['retry-after']).toBe('900');
    expect(headers.ratelimit).toBeDefined();
    expect(headers['ratelimit-policy']).toBeDefined();
  });

  it('is free when its limit is 0', async () => {
    const test = await testApp();
    const { headers } = await test.app.inject({ url: '/api/v1/users', headers: signedIn });
    expect(headers.ratelimit).toBeUndefined();
    expect(test.rateLimiter.counts.size).toBe(0);
  });
});
