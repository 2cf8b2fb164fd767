import { afterEach, expect, it } from 'vitest';
import { E2eService } from '#testing/e2e-service.js';

let service: E2eService;

afterEach(() => service?.stop());

it('what clients are told to ask for begins with PUBLIC_URL', async () => {
  service = await E2eService.start({ env: { PUBLIC_URL: 'https://example.com/auth/' } });
  const { token } = await service.root();
  const account = { email: 'ada@example.com', username: 'ada', password: 'correct horse battery' };
  const made = await service.http.post('/api/v1/users', account, { token });
  expect(made.headers.get('location')).toBe(`https://example.com/auth/api/v1/users/${made.data.id}`);
  const { body: list } = await service.http.get('/api/v1/users?pageSize=1', { token });
  expect(list.links).toMatchObject({
    next: expect.stringMatching(/^https:\/\/example\.com\/auth\/api\/v1\/users\?/),
    prev: null,
  });
  const headers = { accept: 'application/problem+json' };
  const problem = await service.http.get('/api/v1/users/nobody?secret=1', { token, headers });
  expect(problem.body.instance).toBe('https://example.com/auth/api/v1/users/nobody');
  const { body: document } = await service.http.get('/openapi.json');
  expect(document.servers).toEqual([{ url: 'https://example.com/auth' }]);
});
