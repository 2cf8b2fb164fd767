import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from '../support/command-line.js';
import { freePort } from '../support/service-process.js';
import { Cluster } from './support/cluster.js';
import { Load } from './support/load.js';
import { names, PostgresServer } from './support/postgres-server.js';
import { installed, Program, removeFolder, workFolder } from './support/program.js';
import { describeFault } from './support/trial.js';
import { until } from './support/until.js';

const pgbouncer = installed('TEST_PGBOUNCER_PROGRAM');
/** A change is in force everywhere within it. */
const revocationBoundMs = 1_000;

describe.skipIf(pgbouncer === null)('PgBouncer in transaction mode', () => {
  let postgres: PostgresServer;
  let folder: string;
  let port: number;
  let pooler: Program;

  const start = async () => {
    pooler = await Program.start(pgbouncer?.() ?? '', [join(folder, 'pgbouncer.ini')], folder, port);
  };
  const pooled = (role: 'owner' | 'service' = 'service') => postgres.url(role, port);

  beforeAll(async () => {
    postgres = await PostgresServer.start();
    folder = await workFolder();
    port = await freePort();
    const users = [names.owner, names.service].map((name) => `"${name}" ""\n`).join('');
    await writeFile(join(folder, 'users'), users);
    // Nothing in it is for the sake of the service.
    await writeFile(
      join(folder, 'pgbouncer.ini'),
      `[databases]
* = host=127.0.0.1 port=${postgres.port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
pool_mode = transaction
auth_type = trust
auth_file = ${join(folder, 'users')}
`,
    );
    await start();
  });
  afterAll(async () => {
    await pooler?.stop('SIGKILL');
    await postgres?.remove();
    await removeFolder(folder);
  });

  describe.each(['with', 'without'] as const)('%s a direct way to PostgreSQL', (kind) => {
    let cluster: Cluster;

    beforeAll(async () => {
      const direct: Record<string, string> = kind === 'with' ? { DATABASE_DIRECT_URL: postgres.url() } : {};
      cluster = await Cluster.start({ env: { DATABASE_URL: pooled(), ...direct } });
    });
    afterAll(() => cluster?.stop());

    it('has a logout in force on other instances within a second', async () => {
      const [here, there] = cluster.urls as [string, string];
      const load = new Load([here]);
      const email = `${kind}@example.com`;
      await load.register(email, `${kind}direct`);
      const session = await load.logIn(email);
      const statusThere = async () =>
        (await fetch(`${there}/api/v1/me`, { headers: { authorization: `Bearer ${session.token}` } })).status;
      // The other instance remembers the account, if it ever does.
      for (let count = 0; count < 10; count += 1) expect(await statusThere()).toBe(200);
      await load.logOut(session);
      const from = performance.now();
      await until('it is refused', async () => (await statusThere()) === 401);
      expect(performance.now() - from).toBeLessThanOrEqual(revocationBoundMs);
    });

    describeFault(`PgBouncer is killed (SIGKILL) and started again, ${kind} a direct way`, async () => ({
      urls: cluster.urls,
      meanwhile: ['fails', 'fails'],
      begin: () => pooler.stop('SIGKILL'),
      end: start,
    }));
  });

  it('is refused by migrations, which leave no lock behind', async () => {
    const env = { NODE_ENV: 'test', ENCRYPTION_KEY: Buffer.alloc(32, 'fault').toString('base64') };
    const through = { ...env, DATABASE_URL: pooled(), DATABASE_MIGRATION_URL: pooled('owner') };
    const refused = await runCommand(['migrate', 'up'], through);
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toMatch(/pooler/i);
    const direct = { ...env, DATABASE_URL: postgres.url(), DATABASE_MIGRATION_URL: postgres.url('owner') };
    expect(await runCommand(['migrate', 'up'], direct)).toMatchObject({ exitCode: 0 });
  });
});
