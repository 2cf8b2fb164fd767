import { describe, expect, it } from 'vitest';
import type { SignedIn } from '#testing/e2e-service.js';
import { onEveryDatabase } from './support/gatehouse.js';
import { outcome } from './support/shapes.js';

const verbs = ['PATCH /api/v1/me', 'PATCH /api/v1/users/:id', 'PUT /api/v1/users/:id'] as const;

describe('If-Match', () => {
  onEveryDatabase((service) => {
    async function change(verb: string, owner: SignedIn, username: string, ifMatch?: string) {
      const [method = '', path = ''] = verb.split(' ');
      const { token } = path === '/api/v1/me' ? owner : await service().root();
      const { email } = owner.user;
      const body = method === 'PUT' ? { email, username, roles: ['user'], isActive: true } : { username };
      const headers: Record<string, string> = ifMatch === undefined ? {} : { 'if-match': ifMatch };
      return service().http.request(method, path.replace(':id', owner.user.id), { token, body, headers });
    }

    describe.each(verbs)('on %s', (verb) => {
      it.each(['"1"', '*', '"7", "1"', 'W/"1"', undefined])('%s lets the change through', async (tag) => {
        const owner = await service().person();
        const reply = await change(verb, owner, `${owner.user.username}x`, tag);
        expect([reply.status, reply.headers.get('etag')]).toEqual([200, '"2"']);
      });

      it.each(['"2"', 'W/"2"', '"01"', '"abc"', '"7", "8"'])('%s does not', async (tag) => {
        const owner = await service().person();
        const reply = await change(verb, owner, `${owner.user.username}x`, tag);
        expect(outcome(reply)).toEqual([412, 'VERSION_CONFLICT']);
        const { data, headers } = await service().http.get('/api/v1/me', { token: owner.token });
        expect([data.username, headers.get('etag')]).toEqual([owner.user.username, '"1"']);
      });

      it.each(['1', '"1', 'one', ','])('%s cannot be read', async (tag) => {
        const owner = await service().person();
        expect(outcome(await change(verb, owner, 'anything', tag))).toEqual([400, 'BAD_REQUEST']);
      });

      it('lets one of many through that saw the same version', async () => {
        const owner = await service().person();
        const changes = Array.from({ length: 8 }, (_, index) =>
          change(verb, owner, `${owner.user.username}-${index}`, '"1"'),
        );
        const outcomes = (await Promise.all(changes)).map(({ status }) => status).sort();
        expect(outcomes).toEqual([200, ...Array(7).fill(412)]);
      });
    });

    it('is not about logins: they leave the version as it is', async () => {
      const owner = await service().person();
      await service().logIn(owner.user.email);
      await service().http.post('/api/v1/auth/refresh', { refreshToken: owner.refreshToken });
      const { headers } = await service().http.get('/api/v1/me', { token: owner.token });
      expect(headers.get('etag')).toBe('"1"');
    });

    it('compares with the tag that the last answer carried, whoever gave it', async () => {
      const owner = await service().person();
      const root = await service().root();
      const path = `/api/v1/users/${owner.user.id}`;
      const first = await service().http.patch(path, { roles: ['moderator'] }, { token: root.token });
      const ifMatch = first.headers.get('etag') as string;
      const shown = await service().http.get(path, { token: root.token });
      expect(shown.headers.get('etag')).toBe(ifMatch);
      expect((await change('PATCH /api/v1/me', owner, 'tagged', ifMatch)).status).toBe(200);
      expect((await change('PATCH /api/v1/me', owner, 'tagged-2', ifMatch)).status).toBe(412);
    });

    it('matters after permission and existence', async () => {
      const { token } = await service().person();
      const root = await service().root();
      const headers = { 'if-match': '"9"' };
      const foreign = await service().http.patch(`/api/v1/users/${root.user.id}`, {}, { token, headers });
      expect(outcome(foreign)).toEqual([403, 'FORBIDDEN']);
      const nobody = '/api/v1/users/01900000-0000-7000-8000-000000000000';
      const missing = await service().http.patch(nobody, {}, { token: root.token, headers });
      expect(outcome(missing)).toEqual([404, 'USER_NOT_FOUND']);
    });
  });
});
