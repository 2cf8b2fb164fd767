import { describe, expect, it } from 'vitest';
import { password } from '#testing/e2e-service.js';
import { onEveryDatabase, start } from '../contract/support/gatehouse.js';

const today = start.slice(0, 10);

describe('sign-ins by day', () => {
  onEveryDatabase(
    (service) => {
      const stats = '/api/v1/stats/sign-ins';

      it('are counted for their user, for the last 30 days by default', async () => {
        const { user, token } = await service().person();
        const headers = { 'user-agent': 'curl/8' };
        await service().http.post('/api/v1/auth/login', { email: user.email, password }, { headers });
        await service().drainEvents();
        const { status, data } = await service().http.get(`/api/v1/users/${user.id}/activity`, { token });
        expect(status).toBe(200);
        expect(data).toHaveLength(30);
        expect(data[0]).toEqual({ day: '2026-01-31', signIns: 0, lockouts: 0, devices: 0 });
        expect(data.at(-1)).toEqual({ day: today, signIns: 2, lockouts: 0, devices: 2 });
      });

      it('are shown to others with `users:read` only, and so are the totals', async () => {
        const [ada, grace] = [await service().person(), await service().person()];
        const root = await service().root();
        await service().drainEvents();
        const url = `/api/v1/users/${ada.user.id}/activity?from=${today}&to=${today}`;
        expect(await service().http.get(url, grace)).toMatchObject({ status: 403 });
        expect(await service().http.get(url)).toMatchObject({ status: 401 });
        expect((await service().http.get(url, root)).data).toMatchObject([{ day: today, signIns: 1 }]);
        expect(await service().http.get(stats, grace)).toMatchObject({ status: 403 });
        const totals = await service().http.get(`${stats}?from=2026-02-28&to=${today}`, root);
        expect(totals.data).toEqual([
          { day: '2026-02-28', signIns: 0, lockouts: 0, users: 0 },
          { day: today, signIns: expect.any(Number), lockouts: 0, users: expect.any(Number) },
        ]);
      });

      it('refuses days that are none, and ranges that are too long or turned round', async () => {
        const root = await service().root();
        const read = (query: string) => service().http.get(`${stats}?${query}`, root);
        for (const query of [
          'from=2026-02-30',
          'to=yesterday',
          'from=0000-01-01&to=0000-01-02',
          'from=2026-02-02&to=2026-02-01',
          'from=2026-03-02',
          'from=2025-01-01&to=2026-01-02',
        ]) {
          expect(await read(query), query).toMatchObject({
            status: 422,
            body: { error: { code: 'VALIDATION_ERROR' } },
          });
        }
        expect((await read('from=2024-01-01&to=2024-12-31')).data).toHaveLength(366);
        expect((await read('to=1970-01-01')).data).toHaveLength(30);
        expect((await read('to=9999-12-31')).data).toHaveLength(30);
      });

      it('are not found for those who are not there', async () => {
        const root = await service().root();
        const { status, body } = await service().http.get(
          '/api/v1/users/019602c4-6f2a-7d3e-9b1a-5c0e8f7d2a41/activity',
          root,
        );
        expect([status, body.error.code]).toEqual([404, 'USER_NOT_FOUND']);
      });
    },
    (clock) => ({ clock }),
  );
});
