import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { E2eService } from '#testing/e2e-service.js';

const names = [
  'verify-email',
  'finish-registration',
  'set-password',
  'reset-password',
  'change-email',
  'revert-email',
  'sign-in',
];

describe('the pages that links in messages lead to', () => {
  let service: E2eService;
  beforeAll(async () => {
    service = await E2eService.start();
  });
  afterAll(() => service?.stop());

  it.each(names)('%s is one that loads nothing but its own script and style', async (name) => {
    const { status, headers, text } = await service.http.get(`/account/${name}`);
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; " +
        "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
    );
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(text.match(/(src|href)="[^"]*"/g)).toEqual(['href="pages.css"', 'src="pages.js"']);
  });

  it.each([
    ['pages.js', 'text/javascript; charset=utf-8'],
    ['pages.css', 'text/css; charset=utf-8'],
  ])('have %s', async (name, type) => {
    const { status, headers } = await service.http.get(`/account/${name}`);
    expect([status, headers.get('content-type')]).toEqual([200, type]);
  });

  it('take no token by themselves', async () => {
    const posted = await service.http.post('/account/verify-email', { token: 'abc' });
    expect(posted.status).toBe(405);
    expect((await service.http.get('/account/other')).status).toBe(404);
  });

  it('are left to the front end of somebody who turns them off', async () => {
    const without = await E2eService.start({
      env: { ACCOUNT_PAGES: 'false', STORAGE: 'memory' },
    });
    onTestFinished(() => without.stop());
    for (const name of [...names, 'pages.js', 'pages.css']) {
      expect((await without.http.get(`/account/${name}`)).status).toBe(404);
    }
  });
});
