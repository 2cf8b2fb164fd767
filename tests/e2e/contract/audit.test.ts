import { beforeAll, describe, expect, it } from 'vitest';
import { password, type SignedIn } from '#testing/e2e-service.js';
import type { Reply } from '#testing/http-client.js';
import { onEveryDatabase } from './support/gatehouse.js';
import { anId, aRequestId, aTime, faultyFields } from './support/shapes.js';

const actionsOf = ({ data }: Reply): string[] => data.map(({ action }: { action: string }) => action);

describe('GET /api/v1/audit', () => {
  onEveryDatabase(
    (service, { clock }) => {
      let root: SignedIn;
      let person: SignedIn;

      const read = (query = '') => service().http.get(`/api/v1/audit?${query}`, { token: root.token });

      beforeAll(async () => {
        root = await service().root();
        clock.advance(60);
        person = await service().person();
        clock.advance(60);
        const headers = { 'x-request-id': 'rename-1', 'user-agent': 'curl/8' };
        await service().http.patch(
          `/api/v1/users/${person.user.id}`,
          { username: 'renamed' },
          { token: root.token, headers },
        );
        clock.advance(60);
        await service().http.get('/api/v1/users', { token: person.token });
        await service().http.post('/api/v1/auth/login', {
          email: person.user.email,
          password: `not ${password}`,
        });
        await service().drainEvents();
      });

      it('tells who did what to whom, when and from where', async () => {
        const { status, body } = await read('action=user.renamed');
        expect(status).toBe(200);
        expect(body).toEqual({
          success: true,
          data: [
            {
              id: anId,
              occurredAt: '2026-03-01T00:02:00.000Z',
              action: 'user.renamed',
              outcome: 'success',
              actorId: root.user.id,
              targetId: person.user.id,
              ip: '127.0.0.1',
              userAgent: 'curl/8',
              requestId: 'rename-1',
              details: { from: person.user.username, to: 'renamed' },
            },
          ],
          meta: { timestamp: aTime, requestId: aRequestId, limit: 20, nextCursor: null },
          links: { self: '/api/v1/audit?action=user.renamed&cursor=&limit=20', next: null },
        });
      });

      it('tells of refusals and of failed logins', async () => {
        const denied = await read('action=access.refused');
        expect(denied.data).toMatchObject([{ outcome: 'denied', actorId: person.user.id }]);
        const failed = await read('action=auth.credentials_refused');
        expect(failed.data).toMatchObject([{ outcome: 'failure', actorId: null, targetId: person.user.id }]);
      });

      it('filters by actor', async () => {
        const { data } = await read(`actor=${person.user.id.toUpperCase()}`);
        expect(new Set(data.map(({ actorId }: { actorId: string }) => actorId))).toEqual(
          new Set([person.user.id]),
        );
      });

      it('filters by target', async () => {
        const reply = await read(`target=${person.user.id}`);
        expect(actionsOf(reply).sort()).toEqual([
          'auth.credentials_refused',
          'session.opened',
          'user.logged_in',
          'user.registered',
          'user.renamed',
        ]);
      });

      it('filters by time: from on, before to', async () => {
        const at = '2026-03-01T00:02:00.000Z';
        expect(actionsOf(await read(`from=${at}&to=2026-03-01T00:02:00.001Z`))).toEqual(['user.renamed']);
        expect(actionsOf(await read(`from=2026-03-01T00:02:00.001Z`))).not.toContain('user.renamed');
        expect(actionsOf(await read(`to=${at}`))).not.toContain('user.renamed');
      });

      it('is read backwards from the newest, by cursor, without gaps', async () => {
        const all = await read('limit=100');
        const times = all.data.map(({ occurredAt }: { occurredAt: string }) => occurredAt);
        expect(times).toEqual([...times].sort().toReversed());
        const seen: unknown[] = [];
        let link: string | null = '/api/v1/audit?limit=2';
        while (link !== null) {
          const reply: Reply = await service().http.get(link, { token: root.token });
          expect(reply.data.length).toBeLessThanOrEqual(2);
          seen.push(...reply.data);
          link = reply.body.links.next;
        }
        expect(seen).toEqual(all.data);
        expect(seen.length).toBeGreaterThan(4);
      });

      it('holds no secrets', async () => {
        const { text } = await read('limit=100');
        for (const secret of [password, person.token, person.refreshToken, root.token])
          expect(text).not.toContain(secret);
      });

      it.each([
        'actor=x',
        'target=%20x',
        'from=x',
        'to=2026-13-01',
        'cursor=x',
        'limit=0',
        'limit=101',
        'page=1',
      ])('?%s is refused', async (query) => {
        expect(faultyFields(await read(query))).toEqual([query.split('=')[0]]);
      });
    },
    (clock) => ({ clock }),
  );
});
