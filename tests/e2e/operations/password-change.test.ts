import { randomBytes } from 'node:crypto';
import { expect, it, onTestFinished, vi } from 'vitest';
import { E2eService } from '#testing/e2e-service.js';
import { execute } from '#testing/execute.js';
import { createTestDatabase } from '#testing/test-database.js';

it('a second role that inherits from the first takes over under load, and no request fails', async () => {
  const database = await createTestDatabase();
  const role = `heir_${randomBytes(6).toString('hex')}`;
  const elsewhere = new URL(database.adminUrl);
  elsewhere.pathname = '/postgres';
  onTestFinished(async () => {
    await database.drop();
    await execute(elsewhere.href, `DROP ROLE IF EXISTS ${role}`);
  });
  const first = new URL(database.url);
  await execute(
    database.adminUrl,
    `CREATE ROLE ${role} LOGIN INHERIT IN ROLE ${first.username} PASSWORD 'another-long-random-one'`,
  );
  const second = new URL(database.url);
  [second.username, second.password] = [role, 'another-long-random-one'];

  const old = await E2eService.start({ database });
  const person = await old.person();
  const statuses: number[] = [];
  let isOver = false;
  const asking = [old, old];
  const use = async (place: number) => {
    while (!isOver) {
      const service = current;
      asking[place] = service;
      statuses.push((await service.http.get('/api/v1/me/sessions', person)).status);
    }
  };
  let current = old;
  const load = Promise.all([use(0), use(1)]);
  const heir = await E2eService.start({ database: { ...database, url: second.href } });
  onTestFinished(() => heir.stop());
  current = heir;
  // As a balancer does: a request that is on its way would meet a connection that is being closed.
  await vi.waitUntil(() => asking.every((service) => service === heir), { timeout: 60_000 });
  await old.stop();
  await heir.logIn(person.user.email);
  isOver = true;
  await load;
  expect(new Set(statuses)).toEqual(new Set([200]));
});
