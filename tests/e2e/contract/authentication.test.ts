import { describe, expect, it } from 'vitest';
import { contractRoutes } from './support/contract-routes.js';
import { onEveryDatabase } from './support/gatehouse.js';
import { outcome } from './support/shapes.js';

const closed = contractRoutes.filter(({ who }) => who !== 'anyone');

describe('authentication', () => {
  onEveryDatabase((service) => {
    it.each(closed)('$method $path refuses a bad token, whatever the body', async ({ method, path }) => {
      const id = '01900000-0000-7000-8000-000000000000';
      const body = method === 'GET' ? {} : { body: { nonsense: true } };
      const reply = await service().http.request(method, path.replace(':id', id), {
        ...body,
        token: 'a.b.c',
      });
      expect(outcome(reply)).toEqual([401, 'UNAUTHENTICATED']);
      expect(reply.headers.get('www-authenticate')).toMatch(
        /^Bearer error="invalid_token", error_description="[^"]+"$/,
      );
    });

    it.each([
      ['no header', {}, 'Bearer'],
      ['another scheme', { authorization: 'Basic cm9vdDpyb290' }, 'Bearer'],
      ['no token', { authorization: 'Bearer' }, 'invalid_token'],
      ['two tokens', { authorization: 'Bearer a.b.c d.e.f' }, 'invalid_token'],
    ])('answers %s with a challenge', async (_what, headers, challenge) => {
      const reply = await service().http.get('/api/v1/me', { headers });
      expect(outcome(reply)).toEqual([401, 'UNAUTHENTICATED']);
      expect(reply.headers.get('www-authenticate')).toContain(challenge);
    });

    it('takes the scheme in any case, and a token from nowhere else', async () => {
      const { token } = await service().root();
      const shouted = await service().http.get('/api/v1/me', {
        headers: { authorization: `BEARER ${token}` },
      });
      expect(shouted.status).toBe(200);
      const inQuery = await service().http.get(`/api/v1/me?access_token=${token}`);
      expect(outcome(inQuery)).toEqual([401, 'UNAUTHENTICATED']);
    });

    it('refuses a token whose signature was tampered with', async () => {
      const { token } = await service().root();
      const [header, payload, signature = ''] = token.split('.');
      const forged = `${header}.${payload}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`;
      expect(outcome(await service().http.get('/api/v1/me', { token: forged }))).toEqual([
        401,
        'UNAUTHENTICATED',
      ]);
    });
  });
});
