import { beforeAll, describe, expect, it } from 'vitest';
import { onEveryDatabase } from './support/gatehouse.js';
import { names, populate, sorted, usernamesOf } from './support/people.js';
import { faultyFields } from './support/shapes.js';

const everyone = ['root', ...names];
const where = (isWanted: (index: number) => boolean) => names.filter((_name, index) => isWanted(index));

describe('GET /api/v1/users', () => {
  onEveryDatabase(
    (service, { clock }) => {
      beforeAll(() => populate(service(), clock));

      const list = async (query: string) =>
        service().http.get(`/api/v1/users?${query}`, { token: (await service().root()).token });

      it.each([
        ['role=admin', ['root']],
        ['role=moderator', where((index) => index % 2 === 1)],
        ['role=user', where((index) => index % 2 === 0)],
        ['isActive=true', ['root', ...where((index) => index % 3 !== 2)]],
        ['isActive=false', where((index) => index % 3 === 2)],
        ['createdAfter=2026-03-05', where((index) => index >= 4)],
        ['createdAfter=2026-03-05T00:00:00.001Z', where((index) => index >= 5)],
        ['createdBefore=2026-03-05', ['root', ...where((index) => index < 4)]],
        ['createdBefore=2026-03-05T01:00:00%2B01:00', ['root', ...where((index) => index < 4)]],
        ['createdAfter=2026-03-03&createdBefore=2026-03-06', where((index) => index >= 2 && index < 5)],
        ['emailDomain=one.example', where((index) => index % 3 === 0)],
        ['emailDomain=TWO.Example', where((index) => index % 3 === 1)],
        ['emailDomain=other.example', []],
        ['search=ea', ['lea']],
        ['search=TWO', where((index) => index % 3 === 1)],
        ['role=moderator&isActive=false&search=a', ['eva', 'una']],
        ['role=&isActive=&search=', everyone],
        ['', everyone],
      ])('?%s', async (query, expected) => {
        for (const paging of ['pageSize=100', 'cursor=&limit=100']) {
          const reply = await list(`${query === '' ? '' : `${query}&`}${paging}`);
          expect([reply.status, sorted(usernamesOf(reply))]).toEqual([200, sorted(expected)]);
        }
      });

      it.each([
        ['createdAt', everyone],
        ['-createdAt', everyone.toReversed()],
        ['username', sorted(everyone)],
      ])('?sort=%s', async (sort, expected) => {
        for (const paging of ['pageSize=100', 'cursor=&limit=100']) {
          expect(usernamesOf(await list(`sort=${sort}&${paging}`))).toEqual(expected);
        }
      });

      it('?sort=email', async () => {
        const emails = (await list('sort=email')).data.map(({ email }: { email: string }) => email);
        expect(emails).toEqual(sorted(emails));
      });

      it('sorts by creation unless told otherwise', async () => {
        expect(usernamesOf(await list('pageSize=100'))).toEqual(everyone);
      });

      it.each([
        ['role=King', 'role'],
        ['isActive=yes', 'isActive'],
        ['createdAfter=yesterday', 'createdAfter'],
        ['createdBefore=2026-02-30', 'createdBefore'],
        ['emailDomain=not%20a%20domain', 'emailDomain'],
        ['search=two%20words', 'search'],
        ['sort=password', 'sort'],
        ['sort=-email', 'sort'],
        ['page=0', 'page'],
        ['page=1.5', 'page'],
        ['page=one', 'page'],
        ['pageSize=0', 'pageSize'],
        ['pageSize=101', 'pageSize'],
        ['limit=0', 'limit'],
        ['limit=101', 'limit'],
        ['cursor=nonsense', 'cursor'],
        ['name=root', 'name'],
        ['page=1&page=2', 'page'],
        ['role=admin&role=user', 'role'],
      ])('?%s is refused', async (query, field) => {
        expect(faultyFields(await list(query))).toEqual([field]);
      });

      it.each(['page=1&cursor=', 'page=1&limit=5', 'pageSize=5&cursor=', 'pageSize=5&limit=5'])(
        '?%s mixes the modes, which is refused',
        async (query) => {
          expect(faultyFields(await list(query))).toEqual([query.startsWith('page=') ? 'page' : 'pageSize']);
        },
      );
    },
    (clock) => ({ clock }),
  );
});
