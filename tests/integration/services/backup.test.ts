import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Migrator } from '#infrastructure/postgres/migrator.js';
import { builtInSchema } from '#testing/built-in-schema.js';
import { E2eService } from '#testing/e2e-service.js';
import { execute } from '#testing/execute.js';
import { createBlankDatabase, createTestDatabase, urlOf } from '#testing/test-database.js';
import { serviceUrl } from './service-url.js';

const run = promisify(execFile);

/** With the commands of docs/operations.md, and the pg_dump that belongs to the server. */
describe.skipIf(serviceUrl('TEST_DATABASE_URL') === null)('a backup', () => {
  it('is made by a role of its own, and restored by the owner, who is no superuser', async () => {
    const database = await createTestDatabase('external');
    const before = await E2eService.start({ database });
    const person = await before.person();
    const made = await before.http.post('/api/v1/tenants', { name: 'Acme' }, person);
    expect(made.status).toBe(201);
    await before.drainEvents();
    const role = `gatehouse_backup_${process.pid}`;
    const password = 'a-long-random-password-of-a-backup';
    await execute(database.adminUrl, `CREATE ROLE ${role} LOGIN BYPASSRLS PASSWORD '${password}'`);
    await execute(database.adminUrl, `GRANT pg_read_all_data TO ${role}`);
    const restored = await createBlankDatabase('external');
    const directory = await mkdtemp(join(tmpdir(), 'gatehouse-backup-'));
    onTestFinished(async () => {
      await rm(directory, { recursive: true });
      await restored.drop();
      const anywhere = urlOf(database.adminUrl, { database: 'postgres' });
      await database.drop();
      await execute(anywhere, `DROP ROLE ${role}`);
    });
    const dump = join(directory, 'gatehouse.dump');

    await run('pg_dump', [
      '--format=custom',
      `--file=${dump}`,
      urlOf(database.adminUrl, { username: role, password }),
    ]);
    await before.stop();
    await run('pg_restore', [
      '--no-owner',
      '--no-privileges',
      '--exit-on-error',
      `--dbname=${restored.ownerUrl}`,
      dump,
    ]);
    await new Migrator(restored.ownerUrl, await builtInSchema(), { serviceUrl: restored.url }).up();
    await execute(restored.url, 'DELETE FROM sessions');

    const after = await E2eService.start({ database: restored });
    onTestFinished(() => after.stop());
    expect((await after.http.get('/api/v1/me', person)).status).toBe(401);
    const again = await after.logIn(person.user.email);
    const members = await after.http.get(`/api/v1/tenants/${made.data.id}/members`, again);
    expect(members.data).toMatchObject([{ userId: person.user.id, roles: ['owner'] }]);
  });
});
