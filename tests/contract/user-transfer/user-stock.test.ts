import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemContext } from '#application/shared/request-context.js';
import type { UserStock } from '#application/user-transfer/user-stock.js';
import { userTransferTokens } from '#composition/features/user-transfer.tokens.js';
import { usersTokens } from '#composition/features/users.tokens.js';
import { platform } from '#composition/platform/platform.tokens.js';
import { composeService } from '#composition/service.js';
import type { User } from '#domain/users/user.js';
import { aUserId } from '#testing/ids.js';
import { createTestDatabase, databaseTargets } from '#testing/test-database.js';
import { aUser } from '../../support/builders/user.js';

const stores = [
  { name: 'memory', open: async () => ({ env: { STORAGE: 'memory' }, drop: async () => undefined }) },
  ...databaseTargets.map((target) => ({
    name: `${target} PostgreSQL`,
    open: async () => {
      const database = await createTestDatabase(target);
      return {
        env: { DATABASE_URL: database.url, DATABASE_MIGRATION_URL: database.ownerUrl },
        drop: () => database.drop(),
      };
    },
  })),
];

describe.each(stores)('UserStock on $name', ({ open }) => {
  let container: ReturnType<typeof composeService>;
  let stock: UserStock;
  let drop: () => Promise<unknown>;
  beforeEach(async () => {
    const store = await open();
    drop = store.drop;
    container = composeService({ environment: { NODE_ENV: 'test', ...store.env } });
    stock = await container.get(userTransferTokens.stock);
  });
  afterEach(async () => {
    await container?.close();
    await drop?.();
  });
  const run = async <T>(work: () => Promise<T>) =>
    (await container.get(platform.unitOfWork)).run(systemContext, work);
  const add = (...users: User[]) => run(() => stock.addMissing(users));

  it('keeps every field of many', async () => {
    const users = [aUser(), aUser({ roles: ['admin', 'user'] }), aUser()];
    expect(await add(...users)).toEqual(new Map());
    const repository = await container.get(usersTokens.repository);
    for (const { id, state } of users) expect((await repository.findById(id))?.state).toEqual(state);
  });

  it('leaves those that are there, and says what is in the way of others', async () => {
    const [ada, bob] = [aUser(), aUser()];
    await add(ada, bob);
    const { email, username } = ada.state;
    const same = aUser({ email: email.value, username: username.value });
    const sameId = aUser({ id: bob.id });
    const sameEmail = aUser({ email: email.value });
    const sameName = aUser({ username: username.value });
    const fresh = aUser();
    expect(await add(same, sameId, sameEmail, sameName, fresh)).toEqual(
      new Map([
        [same.id, 'present'],
        [bob.id, 'present'],
        [sameEmail.id, 'email'],
        [sameName.id, 'username'],
      ]),
    );
    const ids = (await stock.page(null, 10)).map(({ id }) => id);
    expect(new Set(ids)).toEqual(new Set([ada.id, bob.id, fresh.id]));
  });

  it('adds one of two in one call that want the same', async () => {
    const [first, second] = [aUser({ username: 'same' }), aUser({ username: 'same' })];
    const obstacles = await add(first, second);
    expect([...obstacles.values()]).toEqual(['username']);
    expect(await stock.page(null, 10)).toHaveLength(1);
  });

  it('writes nothing outside of a unit of work, and nothing that is rolled back', async () => {
    await expect(stock.addMissing([aUser()])).rejects.toThrow();
    const rolledBack = run(async () => {
      await stock.addMissing([aUser()]);
      throw new Error('no');
    });
    await expect(rolledBack).rejects.toThrow('no');
    expect(await stock.page(null, 10)).toEqual([]);
  });

  it('gives pages in the order of ids', async () => {
    const users = Array.from({ length: 5 }, () => aUser({ id: aUserId() }));
    await add(...users);
    const ids = users.map(({ id }) => id).sort();
    const first = await stock.page(null, 3);
    const rest = await stock.page(first.at(-1)?.id ?? null, 3);
    expect([...first, ...rest].map(({ id }) => id)).toEqual(ids);
  });
});
