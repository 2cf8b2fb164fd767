import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { E2eService } from '#testing/e2e-service.js';

describe('the root of the service', () => {
  let service: E2eService;
  beforeAll(async () => {
    service = await E2eService.start({ env: { STORAGE: 'memory' } });
  });
  afterAll(() => service?.stop());
  const get = (path: string, accept = 'text/html', from = service) =>
    fetch(from.service.url + path, { headers: { accept } });

  it('is a small page without a script, whose style its policy lets pass, and whose links lead somewhere', async () => {
    const response = await get('/');
    const page = await response.text();
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.length).toBeLessThan(5000);
    expect(page).not.toMatch(/<script|javascript:| style=/);
    const [, style = ''] = /<style>([\s\S]*)<\/style>/.exec(page) ?? [];
    const hash = createHash('sha256').update(style).digest('base64');
    expect(response.headers.get('content-security-policy')).toContain(`style-src 'sha256-${hash}'`);
    expect(page).toMatch(/It is up, version \d/);
    const paths = [...page.matchAll(/href="([^"]+)"/g)].map(([, path]) => path as string);
    expect(paths).toEqual(
      expect.arrayContaining(['/docs', '/openapi.json', '/.well-known/jwks.json', '/dev/mailbox']),
    );
    for (const path of paths) expect([path, (await get(path)).status]).toEqual([path, 200]);
  });

  it('is JSON for who asks for it', async () => {
    const response = await get('/', 'application/json');
    expect(response.headers.get('vary')).toBe('Accept');
    expect(await response.json()).toMatchObject({
      name: 'Gatehouse',
      status: 'up',
      links: { docs: '/docs', jwks: '/.well-known/jwks.json' },
    });
  });

  it('has an icon that is kept', async () => {
    const response = await get('/favicon.ico', 'image/*');
    expect(response.headers.get('content-type')).toBe('image/x-icon');
    expect(response.headers.get('cache-control')).toBe('public, max-age=604800');
    expect((await response.arrayBuffer()).byteLength).toBeLessThan(1000);
  });

  it('links to no documentation that is turned off', async () => {
    const other = await E2eService.start({ env: { STORAGE: 'memory', DOCS_ENABLED: 'false' } });
    onTestFinished(() => other.stop());
    const { links } = (await (await get('/', 'application/json', other)).json()) as { links: object };
    expect(links).not.toHaveProperty('docs');
    expect(links).not.toHaveProperty('openapi');
  });

  it('leads to documentation under our own name, without a bar for other documents, that remembers who signs in', async () => {
    const page = await (await get('/docs')).text();
    expect(page).toContain('<title>Gatehouse</title>');
    expect(page).toContain('/docs/static/theme/gatehouse.css');
    const initializer = await (await get('/docs/static/swagger-initializer.js')).text();
    expect(initializer).toContain('"layout":"BaseLayout"');
    expect(initializer).toContain('"persistAuthorization":true');
  });
});
