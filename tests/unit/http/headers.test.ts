import { describe, expect, it } from 'vitest';
import { signedIn, testApp } from './support/app.js';
import { ada } from './support/fakes.js';

describe('security headers', () => {
  it.each([
    ['/health/live', 200],
    ['/.well-known/jwks.json', 200],
    ['/api/v1/me', 401],
    ['/nope', 404],
    ['/%zz', 400],
  ])('are on %s (%i; ASVS 3.4)', async (url, status) => {
    const { app } = await testApp();
    const response = await app.inject(url);
    expect(response.statusCode).toBe(status);
    expect(response.headers).toMatchObject({
      'strict-transport-security': 'max-age=63072000; includeSubDomains',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': url.endsWith('jwks.json') ? 'public, max-age=300' : 'no-store',
    });
    const policy = response.headers['content-security-policy'];
    for (const directive of [
      "default-src 'none'",
      "base-uri 'none'",
      "object-src 'none'",
      "frame-ancestors 'none'",
    ]) {
      expect(policy).toContain(directive);
    }
    expect(response.headers).not.toHaveProperty('server');
    expect(response.headers).not.toHaveProperty('x-powered-by');
  });
});

describe('CORS', () => {
  const preflight = (origin: string) => ({
    method: 'OPTIONS' as const,
    url: '/api/v1/me',
    headers: {
      origin,
      'access-control-request-method': 'PATCH',
      'access-control-request-headers': 'authorization',
    },
  });

  it('is closed by default', async () => {
    const { app } = await testApp();
    const response = await app.inject({ url: '/health/live', headers: { origin: 'https://app.example' } });
    expect(Object.keys(response.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    expect((await app.inject(preflight('https://app.example'))).statusCode).toBe(405);
  });

  it.each([
    ['capacitor://localhost', 'ionic://localhost'],
    ['ionic://localhost', 'capacitor://localhost'],
    ['tauri://localhost', 'tauri://other'],
    ['chrome-extension://abcdefghijklmnop', 'chrome-extension://ponmlkjihgfedcba'],
    ['moz-extension://2c127fa4-62c7', 'chrome-extension://2c127fa4-62c7'],
    ['safari-web-extension://E5A1C9B0', 'safari-web-extension://e5a1c9b0'],
  ])('opens for the app or extension %s, and for no other', async (listed, other) => {
    const { app } = await testApp({ corsOrigins: [listed] });
    for (const origin of [listed, `${listed}.evil`, other, 'null']) {
      const response = await app.inject({ url: '/health/live', headers: { origin } });
      const allowed = origin === listed ? listed : undefined;
      expect(response.headers['access-control-allow-origin']).toBe(allowed);
    }
  });

  it('opens for listed origins', async () => {
    const { app } = await testApp({ corsOrigins: ['https://app.example'], corsHeaders: ['baggage'] });
    const response = await app.inject(preflight('https://app.example'));
    expect(response.statusCode).toBe(204);
    for (const header of ['baggage', 'traceparent', 'Last-Event-ID']) {
      expect(response.headers['access-control-allow-headers']).toContain(header);
    }
    expect(response.headers).toMatchObject({
      'access-control-allow-origin': 'https://app.example',
      'access-control-allow-methods': expect.stringContaining('PATCH'),
      'access-control-allow-headers': expect.stringContaining('Idempotency-Key, If-Match'),
      'x-content-type-options': 'nosniff',
      vary: expect.stringContaining('Origin'),
    });
    expect(response.headers).not.toHaveProperty('access-control-allow-credentials');
    const failure = await app.inject({ url: '/api/v1/me', headers: { origin: 'https://app.example' } });
    expect(failure.headers['access-control-allow-origin']).toBe('https://app.example');
    expect(failure.headers['access-control-expose-headers']).toContain('ETag, Idempotency-Replayed');
    expect(failure.headers.vary).toBe('Origin, Accept');
  });

  it.each([
    'null',
    'https://evil.example',
    'https://app.example.evil.example',
    'https://app.example:8443',
    'http://app.example',
    'HTTPS://APP.EXAMPLE',
    'https://sub.app.example',
  ])('stays closed for %s (ASVS 3.4.2)', async (origin) => {
    const { app } = await testApp({ corsOrigins: ['https://app.example', 'null', '*'] });
    for (const request of [preflight(origin), { url: '/health/live', headers: { origin } }]) {
      const response = await app.inject(request);
      expect(response.headers).not.toHaveProperty('access-control-allow-origin');
    }
  });

  it('answers an OPTIONS request that is no preflight', async () => {
    const { app } = await testApp({ corsOrigins: ['https://app.example'] });
    const response = await app.inject({ method: 'OPTIONS', url: '/api/v1/me' });
    expect(response.statusCode).toBe(204);
    expect(response.body).toBe('');
  });
});

describe('compression', () => {
  const accept = { ...signedIn, 'accept-encoding': 'br, gzip' };

  it('is for long lists', async () => {
    const test = await testApp();
    test.useCases.listUsers.answer = () => ({
      kind: 'page',
      items: Array.from({ length: 50 }, () => ada),
      totalCount: 50,
    });
    const response = await test.app.inject({ url: '/api/v1/users', headers: accept });
    expect(response.headers['content-encoding']).toBe('br');
    expect(response.headers.vary).toBe('accept-encoding');
    const failure = await test.app.inject({ url: '/api/v1/users?page=0', headers: accept });
    expect(failure.headers.vary).toContain('Accept');
  });

  it('is not for short ones', async () => {
    const { app } = await testApp();
    const response = await app.inject({ url: '/api/v1/users', headers: accept });
    expect(response.headers).not.toHaveProperty('content-encoding');
  });

  it('is never for tokens, however long', async () => {
    const test = await testApp();
    test.useCases.refreshSession.answer = () => ({
      accessToken: 'a'.repeat(4000),
      refreshToken: 'r',
      tokenType: 'Bearer',
      expiresIn: 1,
      refreshExpiresIn: 1,
    });
    const response = await test.app.inject({
      method: 'POST',
      url: '/api/v1/auth/refresh',
      payload: { refreshToken: 'r' },
      headers: accept,
    });
    expect(response.statusCode).toBe(200);
    expect(response.headers).not.toHaveProperty('content-encoding');
  });
});

describe('the pages at /docs', () => {
  it.each(['/docs', '/docs/', '/docs/static/swagger-ui.css', '/docs/static/swagger-initializer.js'])(
    '%s allows nothing inline and no other host (ASVS 3.4.3)',
    async (url) => {
      const { app } = await testApp({ isDocsEnabled: true });
      const response = await app.inject(url);
      expect(response.statusCode).toBe(200);
      const policy = String(response.headers['content-security-policy']);
      expect(policy).toContain("script-src 'self'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toMatch(/unsafe|https?:/);
      expect(response.headers).toMatchObject({
        'cross-origin-opener-policy': 'same-origin',
        'referrer-policy': 'no-referrer',
        'strict-transport-security': 'max-age=63072000; includeSubDomains',
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
      });
    },
  );

  it('hold no inline script or style', async () => {
    const { app } = await testApp({ isDocsEnabled: true });
    const { body } = await app.inject('/docs/');
    expect(body).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=/i);
  });

  it('lead nowhere else', async () => {
    const { app } = await testApp({ isDocsEnabled: true });
    for (const url of ['/docs/static/../../package.json', '/docs/static/%2e%2e/package.json', '/docs/nope']) {
      expect((await app.inject(url)).statusCode).toBeGreaterThanOrEqual(400);
    }
  });
});
