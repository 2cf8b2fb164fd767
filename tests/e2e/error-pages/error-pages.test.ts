import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { E2eService } from '#testing/e2e-service.js';
import { errorDefinitions } from '../../support/error-definitions.js';

describe('the type of a problem', () => {
  let service: E2eService;
  beforeAll(async () => {
    service = await E2eService.start({ env: { STORAGE: 'memory' } });
  });
  afterAll(() => service?.stop());
  const get = (path: string, accept: string) => fetch(service.service.url + path, { headers: { accept } });

  it('leads to a page that explains it, whichever it is', async () => {
    for (const { code } of errorDefinitions) {
      const response = await get(`/errors/${code}`, 'text/html');
      expect([code, response.status, response.headers.get('content-type')]).toEqual([
        code,
        200,
        'text/html; charset=utf-8',
      ]);
      const page = await response.text();
      expect(page).toContain(`<code>${code}</code>`);
      expect(page).not.toContain('<script');
    }
  });

  it('does so from the problem itself', async () => {
    const problem = (await (await get('/api/v1/me', 'application/problem+json')).json()) as { type: string };
    const explained = await get(problem.type, 'application/json');
    expect(await explained.json()).toEqual({
      code: 'UNAUTHENTICATED',
      status: 401,
      title: expect.any(String),
      remedy: expect.stringContaining('WWW-Authenticate'),
    });
  });

  it('has a list of all of them', async () => {
    const all = (await (await get('/errors', 'application/json')).json()) as { code: string }[];
    expect(all.map(({ code }) => code).sort()).toEqual(errorDefinitions.map(({ code }) => code).sort());
  });

  it('is nothing where there is no such code', async () => {
    expect((await get('/errors/NO_SUCH', 'text/html')).status).toBe(404);
    expect((await get('/errors/constructor', 'text/html')).status).toBe(404);
  });
});
