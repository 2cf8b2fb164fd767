import { describe, expect, it } from 'vitest';
import { type UserFilter, type UserSort, userSorts, viewOf } from '#application/users/user-queries.js';
import type { User } from '#domain/users/user.js';
import { aUserId } from '#testing/ids.js';
import { aUser, registeredAt, type UserTraits } from '../../support/builders/user.js';
import type { AdapterTarget } from '../adapters.js';
import { times, useAdapters } from '../fixture.js';

const at = (milliseconds: number) => new Date(registeredAt.getTime() + milliseconds);

export function userQueriesContract(open: AdapterTarget['open']): void {
  const fixture = useAdapters(open);
  const queries = () => fixture.adapters.userQueries;
  const addAll = (traits: readonly UserTraits[]): Promise<User[]> =>
    fixture.run(async () => {
      const users = traits.map((trait) => aUser(trait));
      for (const user of users) await fixture.adapters.users.add(user);
      return users;
    });
  const usernames = async (filter: UserFilter, sort: UserSort = 'username') => {
    const { items, totalCount } = await queries().listByPage(filter, sort, 1, 100);
    const walked = await walk(filter, sort, 2);
    expect(walked).toEqual(items.map(({ username }) => username));
    expect(totalCount).toBe(items.length);
    return walked;
  };
  /** By cursors, to the end. */
  const walk = async (filter: UserFilter, sort: UserSort, limit: number) => {
    const found: string[] = [];
    let cursor: string | null = null;
    do {
      const page = await queries().listByCursor(filter, sort, cursor, limit);
      expect(page.items.length).toBeLessThanOrEqual(limit);
      found.push(...page.items.map(({ username }) => username));
      cursor = page.nextCursor;
    } while (cursor !== null);
    return found;
  };

  it('shows one user, without the password hash', async () => {
    const user = await fixture.addUser(aUser({ roles: ['admin', 'user'] }));
    const view = await queries().findById(user.id);
    expect(view).toEqual(viewOf(user));
    expect(Object.keys(view as object)).not.toContain('passwordHash');
    expect(await queries().findById(aUserId())).toBeNull();
  });

  it('lists the same views', async () => {
    const user = await fixture.addUser(aUser());
    expect((await queries().listByPage({}, 'email', 1, 10)).items).toEqual([viewOf(user)]);
    expect((await queries().listByCursor({}, 'email', null, 10)).items).toEqual([viewOf(user)]);
  });

  describe('pages', () => {
    it('have a total, and are empty beyond it', async () => {
      await addAll(times(5, (index) => ({ username: `user-${index}` })));
      const page = (number: number) => queries().listByPage({}, 'username', number, 2);
      expect(await page(2)).toMatchObject({
        totalCount: 5,
        items: [{ username: 'user-2' }, { username: 'user-3' }],
      });
      expect(await page(3)).toMatchObject({ totalCount: 5, items: [{ username: 'user-4' }] });
      expect(await page(4)).toEqual({ totalCount: 5, items: [] });
    });

    it('have the total of what is searched for, on each of them', async () => {
      await addAll(times(7, (index) => ({ username: `${index % 2 === 0 ? 'even' : 'odd'}-${index}` })));
      for (const number of [1, 2, 3]) {
        const { totalCount } = await queries().listByPage({ search: 'even' }, 'username', number, 2);
        expect(totalCount).toBe(4);
      }
    });
  });

  describe('sorts', () => {
    it('order by the key and then the id, by pages and by cursors alike', async () => {
      const users = await addAll(
        times(9, (index) => ({
          at: at(Math.floor(index / 3)),
          email: `${'cab'[index % 3]}${index}@example.com`,
          username: `${'bca'[index % 3]}-${index}`,
        })),
      );
      for (const sort of userSorts) {
        const { items } = await queries().listByPage({}, sort, 1, 100);
        expect(await walk({}, sort, 2)).toEqual(items.map(({ username }) => username));
        expect(items).toHaveLength(9);
      }
      const byCreation = await queries().listByPage({}, 'createdAt', 1, 100);
      const expected = users.map(({ state }) => [state.createdAt.toISOString(), state.id].join()).sort();
      expect(byCreation.items.map(({ createdAt, id }) => [createdAt.toISOString(), id].join())).toEqual(
        expected,
      );
      const latestFirst = await queries().listByPage({}, '-createdAt', 1, 100);
      expect(latestFirst.items).toEqual(byCreation.items.toReversed());
    });

    it('compare by code point', async () => {
      // In UTF-16, the ideograph beyond the basic plane would come before the last one in it.
      await addAll(['zoe', 'a_b', 'a-b', 'a.b', 'äbc', '𠀀𠀀𠀀', '﨎﨎﨎'].map((username) => ({ username })));
      expect(await usernames({})).toEqual(['a-b', 'a.b', 'a_b', 'zoe', 'äbc', '﨎﨎﨎', '𠀀𠀀𠀀']);
    });

    it('do not lose users that were created within one millisecond of each other', async () => {
      await addAll(times(6, (index) => ({ at: at(0), username: `twin-${index}` })));
      expect((await walk({}, 'createdAt', 1)).sort()).toEqual(times(6, (index) => `twin-${index}`));
      expect((await walk({}, '-createdAt', 4)).sort()).toEqual(times(6, (index) => `twin-${index}`));
    });
  });

  describe('filters', () => {
    it('by role, activity and domain', async () => {
      await addAll([
        { username: 'root', roles: ['admin', 'user'], email: 'root@example.com' },
        { username: 'mod', roles: ['moderator'], email: 'mod@sub.example.com' },
        { username: 'plain', roles: ['user'], email: 'plain@example.com' },
      ]);
      const inactive = aUser({ username: 'gone', email: 'gone@example.net' });
      inactive.deactivate(at(1));
      await fixture.addUser(inactive);
      expect(await usernames({ role: 'user' })).toEqual(['gone', 'plain', 'root']);
      expect(await usernames({ role: 'moderator' })).toEqual(['mod']);
      expect(await usernames({ isActive: false })).toEqual(['gone']);
      expect(await usernames({ isActive: true, role: 'user' })).toEqual(['plain', 'root']);
      expect(await usernames({ emailDomain: 'example.com' })).toEqual(['plain', 'root']);
    });

    it('by creation, from inclusive to exclusive', async () => {
      await addAll(times(4, (index) => ({ username: `at-${index}`, at: at(index) })));
      expect(await usernames({ createdAfter: at(1) })).toEqual(['at-1', 'at-2', 'at-3']);
      expect(await usernames({ createdBefore: at(3) })).toEqual(['at-0', 'at-1', 'at-2']);
      expect(await usernames({ createdAfter: at(1), createdBefore: at(3) })).toEqual(['at-1', 'at-2']);
    });

    it('by any part of username or email, without regard to case', async () => {
      await addAll([
        { username: 'anna', email: 'one@example.com' },
        { username: 'jörgen', email: 'hannah@example.com' },
        { username: 'other', email: 'two@example.net' },
      ]);
      expect(await usernames({ search: 'ANNA' })).toEqual(['anna', 'jörgen']);
      expect(await usernames({ search: 'ÖRG' })).toEqual(['jörgen']);
      expect(await usernames({ search: 'e.net' })).toEqual(['other']);
      expect(await usernames({ search: 'o' })).toEqual(['anna', 'jörgen', 'other']);
      expect(await usernames({ search: 'nowhere' })).toEqual([]);
    });

    it('by one letter, two and signs, wherever they are', async () => {
      await addAll([
        { username: 'xq-one', email: 'first@example.com' },
        { username: 'two', email: 'a.b_c-d@example.com' },
        { username: '王小明', email: 'third@example.net' },
      ]);
      expect(await usernames({ search: 'XQ' })).toEqual(['xq-one']);
      expect(await usernames({ search: '王' })).toEqual(['王小明']);
      expect(await usernames({ search: '小明' })).toEqual(['王小明']);
      expect(await usernames({ search: '王小明' })).toEqual(['王小明']);
      expect(await usernames({ search: '_c-' })).toEqual(['two']);
      expect(await usernames({ search: '@' })).toEqual(['two', 'xq-one', '王小明']);
      // Not across the border between the two.
      expect(await usernames({ search: 'mx' })).toEqual([]);
      expect(await usernames({ search: 'qa' })).toEqual([]);
    });

    it('take wildcards and quotes as they are written', async () => {
      await addAll([
        { username: 'under_score', email: 'per%cent@example.com' },
        { username: 'undersscore', email: 'percent@example.com' },
        { username: 'quote', email: "o'neil@example.com" },
      ]);
      expect(await usernames({ search: 'r_s' })).toEqual(['under_score']);
      expect(await usernames({ search: 'r%c' })).toEqual(['under_score']);
      expect(await usernames({ search: "o'n" })).toEqual(['quote']);
      expect(await usernames({ search: '\\' })).toEqual([]);
      expect(await usernames({ search: '%' })).toEqual(['under_score']);
    });
  });

  describe('cursors', () => {
    const cursorOf = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const list = (cursor: string, sort: UserSort = 'createdAt') =>
      queries().listByCursor({}, sort, cursor, 1);

    it('are good for the sort they were made for only', async () => {
      await addAll([{}, {}]);
      const { nextCursor } = await queries().listByCursor({}, 'email', null, 1);
      await expect(list(nextCursor as string, 'email')).resolves.toMatchObject({ nextCursor: null });
      await expect(list(nextCursor as string, 'username')).rejects.toMatchObject({
        code: 'VALIDATION_ERROR',
        details: [{ field: 'cursor' }],
      });
    });

    it.each([
      ['nothing', ''],
      ['no base64', '!!!'],
      ['no JSON', 'abcd'],
      ['no list', cursorOf({ sort: 'createdAt' })],
      ['too much', cursorOf(['createdAt', registeredAt, aUserId(), 1])],
      ['another sort', cursorOf(['-createdAt', registeredAt, aUserId()])],
      ['no time', cursorOf(['createdAt', 'yesterday', aUserId()])],
      ['no possible time', cursorOf(['createdAt', '2026-13-40T00:00:00.000Z', aUserId()])],
      ['a time before all', cursorOf(['createdAt', '-271821-04-20T00:00:00.000Z', aUserId()])],
      ['no id', cursorOf(['createdAt', registeredAt, "' OR 1=1 --"])],
      ['a number for an id', cursorOf(['createdAt', registeredAt, 1])],
      ['too long', 'a'.repeat(10_000)],
    ])('refuse %s', async (_, cursor) => {
      await expect(list(cursor)).rejects.toMatchObject({
        code: 'VALIDATION_ERROR',
        details: [{ field: 'cursor' }],
      });
    });

    it('refuse text that cannot be stored', async () => {
      await expect(list(cursorOf(['email', 'a\0b', aUserId()]), 'email')).rejects.toMatchObject({
        code: 'VALIDATION_ERROR',
      });
    });
  });
}
