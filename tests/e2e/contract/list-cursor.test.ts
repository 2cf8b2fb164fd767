import { describe, expect, it } from 'vitest';
import { type E2eService, password } from '#testing/e2e-service.js';
import { onEveryDatabase } from './support/gatehouse.js';
import { sorted, usernamesOf } from './support/people.js';
import { aRequestId, aTime, faultyFields } from './support/shapes.js';

const sorts = ['createdAt', '-createdAt', 'email', 'username'] as const;

describe('users behind a cursor', () => {
  onEveryDatabase((service) => {
    let made = 0;

    /** So named that they come at the beginning, in the middle and at the end of the sorts by name. */
    async function add({ http }: E2eService, count: number): Promise<void> {
      const people = Array.from({ length: count }, () => {
        made += 1;
        const initial = 'amz'[made % 3];
        return { email: `${initial}${made}@example.com`, username: `${initial}-${made}`, password };
      });
      await Promise.all(people.map((person) => http.post('/api/v1/auth/register', person)));
    }

    const get = async (path: string) => service().http.get(path, { token: (await service().root()).token });

    it('come with the meta and links of the contract', async () => {
      await add(service(), 3);
      const first = await get('/api/v1/users?cursor=&limit=2');
      const { nextCursor } = first.body.meta;
      expect(first.body.meta).toEqual({
        timestamp: aTime,
        requestId: aRequestId,
        limit: 2,
        nextCursor: expect.any(String),
      });
      const link = (cursor: string) => `/api/v1/users?cursor=${cursor}&limit=2`;
      expect(first.body.links).toEqual({ self: link(''), next: link(nextCursor) });
      const last = await get('/api/v1/users?cursor=&limit=100');
      expect(last.body.meta.nextCursor).toBeNull();
      expect(last.body.links).toEqual({ self: '/api/v1/users?cursor=&limit=100', next: null });
    });

    it('come twenty at a time unless told otherwise', async () => {
      await add(service(), 20);
      const reply = await get('/api/v1/users?cursor=');
      expect(reply.data).toHaveLength(20);
      expect(reply.body.meta.limit).toBe(20);
      expect((await get('/api/v1/users?limit=3')).data).toHaveLength(3);
    });

    it.each(sorts)('are all seen once by %s, while others are added', async (sort) => {
      await add(service(), 9);
      const before = usernamesOf(await get(`/api/v1/users?cursor=&limit=100&sort=${sort}`));
      const seen: string[] = [];
      let link: string | null = `/api/v1/users?cursor=&limit=4&sort=${sort}`;
      while (link !== null) {
        const reply = await get(link);
        expect(reply.status).toBe(200);
        seen.push(...usernamesOf(reply));
        // Not without end: those who come after the cursor are seen too.
        if (seen.length < before.length / 2) await add(service(), 2);
        link = reply.body.links.next;
      }
      expect(seen).toEqual([...new Set(seen)]);
      expect(seen.filter((username) => before.includes(username))).toEqual(before);
    });

    it('are walked through with a filter', async () => {
      await add(service(), 9);
      const seen: string[] = [];
      for (let link: string | null = '/api/v1/users?search=M-&sort=username&limit=1'; link !== null; ) {
        const reply = await get(link);
        seen.push(...usernamesOf(reply));
        link = reply.body.links.next;
      }
      const all = usernamesOf(await get('/api/v1/users?search=m-&sort=username&pageSize=100'));
      expect(seen).toEqual(all);
      expect(seen).toEqual(sorted(seen));
      expect(seen.length).toBeGreaterThan(2);
    });

    it('are not lost when the one at the cursor is deleted', async () => {
      await add(service(), 4);
      const { token } = await service().root();
      const first = await get('/api/v1/users?sort=-createdAt&limit=2');
      const after = usernamesOf(await get('/api/v1/users?sort=-createdAt&limit=4')).slice(2);
      await service().http.delete(`/api/v1/users/${first.data[1].id}`, { token });
      expect(usernamesOf(await get(first.body.links.next))).toEqual(after);
    });

    it('are refused for a cursor of another sort, or none', async () => {
      await add(service(), 2);
      const { nextCursor } = (await get('/api/v1/users?limit=1&sort=email')).body.meta;
      for (const query of [
        `cursor=${nextCursor}`,
        `sort=username&cursor=${nextCursor}`,
        'cursor=e30',
        `cursor=${'x'.repeat(2000)}`,
      ]) {
        expect(faultyFields(await get(`/api/v1/users?${query}`))).toEqual(['cursor']);
      }
    });
  });
});
