import { beforeAll, describe, expect, it } from 'vitest';
import { onEveryDatabase } from './support/gatehouse.js';
import { names, populate, usernamesOf } from './support/people.js';
import { aRequestId, aTime, aUser, faultyFields } from './support/shapes.js';

const everyone = ['root', ...names];
const at = (page: number, pageSize: number, filter = '') =>
  `/api/v1/users?${filter}page=${page}&pageSize=${pageSize}`;

describe('pages of users', () => {
  onEveryDatabase(
    (service, { clock }) => {
      beforeAll(() => populate(service(), clock));

      const get = async (path: string) => service().http.get(path, { token: (await service().root()).token });

      it('have the shape of the contract', async () => {
        const { status, body } = await get('/api/v1/users');
        expect(status).toBe(200);
        const user = aUser({
          roles: expect.any(Array),
          emailVerifiedAt: expect.toBeOneOf([null, aTime]),
          isActive: expect.any(Boolean),
          lastLoginAt: expect.toBeOneOf([null, aTime]),
        });
        expect(body).toEqual({
          success: true,
          data: everyone.map(() => user),
          meta: {
            timestamp: aTime,
            requestId: aRequestId,
            page: 1,
            pageSize: 20,
            totalPages: 1,
            totalCount: 13,
          },
          links: { self: at(1, 20), next: null, prev: null, first: at(1, 20), last: at(1, 20) },
        });
      });

      it('carry no entity tag, which single users do', async () => {
        expect((await get('/api/v1/users')).headers.get('etag')).toBeNull();
      });

      it.each([
        [1, { next: 2, prev: null }],
        [2, { next: 3, prev: 1 }],
        [3, { next: null, prev: 2 }],
      ])('number %i of 3', async (page, { next, prev }) => {
        const { data, body } = await get(at(page, 5));
        expect(usernamesOf({ data })).toEqual(everyone.slice((page - 1) * 5, page * 5));
        expect(body.meta).toMatchObject({ page, pageSize: 5, totalPages: 3, totalCount: 13 });
        expect(body.links).toEqual({
          self: at(page, 5),
          next: next && at(next, 5),
          prev: prev && at(prev, 5),
          first: at(1, 5),
          last: at(3, 5),
        });
      });

      it('are walked through by their links, in both directions', async () => {
        const forward: string[] = [];
        const visited: string[] = [];
        for (let link: string | null = at(1, 4); link !== null; ) {
          const reply = await get(link);
          visited.push(link);
          forward.push(...usernamesOf(reply));
          link = reply.body.links.next;
        }
        expect(forward).toEqual(everyone);
        const back: string[] = [];
        for (let link: string | null = visited.at(-1) as string; link !== null; ) {
          back.push(link);
          link = (await get(link)).body.links.prev;
        }
        expect(back).toEqual(visited.toReversed());
      });

      it('keep filter and sort in their links', async () => {
        const { body } = await get(
          '/api/v1/users?sort=-createdAt&role=moderator&createdAfter=2026-03-01&page=2&pageSize=2&search=e',
        );
        const { searchParams } = new URL(body.links.first, 'http://host');
        expect(Object.fromEntries(searchParams)).toEqual({
          sort: '-createdAt',
          role: 'moderator',
          createdAfter: '2026-03-01T00:00:00.000Z',
          search: 'e',
          page: '1',
          pageSize: '2',
        });
        for (const link of Object.values<string | null>(body.links)) {
          if (link !== null) expect((await get(link)).body.links.first).toBe(body.links.first);
        }
      });

      it('beyond the last one are empty', async () => {
        const { status, body } = await get(at(9, 5));
        expect([status, body.data]).toEqual([200, []]);
        expect(body.meta).toMatchObject({ page: 9, totalPages: 3, totalCount: 13 });
        expect(body.links).toEqual({
          self: at(9, 5),
          next: null,
          prev: at(3, 5),
          first: at(1, 5),
          last: at(3, 5),
        });
      });

      it('of nothing are empty', async () => {
        const { status, body } = await get('/api/v1/users?search=nobody-is-called-so');
        expect([status, body.data]).toEqual([200, []]);
        expect(body.meta).toMatchObject({ page: 1, pageSize: 20, totalPages: 0, totalCount: 0 });
        expect(body.links).toMatchObject({ next: null, prev: null });
      });

      it.each([1, 100])('may have a size of %i', async (pageSize) => {
        const { body } = await get(`/api/v1/users?pageSize=${pageSize}`);
        expect(body.data).toHaveLength(Math.min(pageSize, 13));
        expect(body.meta.pageSize).toBe(pageSize);
      });

      it('have bounds', async () => {
        expect(faultyFields(await get('/api/v1/users?page=0&pageSize=101'))).toEqual(['page', 'pageSize']);
      });
    },
    (clock) => ({ clock }),
  );
});
