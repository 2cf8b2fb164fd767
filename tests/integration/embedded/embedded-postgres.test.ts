import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { chown, mkdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { prepareEnvironment } from '#infrastructure/persistence/embedded/cluster-environment.js';
import { resolveStateDirectory } from '#infrastructure/persistence/embedded/embedded-postgres.js';
import { findFreePort } from '#infrastructure/persistence/embedded/free-port.js';
import { locateRuntimePackage } from '#infrastructure/persistence/embedded/runtime-package.js';
import { startServer } from '#infrastructure/persistence/embedded/server.js';
import { openServerLog } from '#infrastructure/persistence/embedded/server-log.js';
import { prepareStateDirectory } from '#infrastructure/persistence/embedded/state-directory.js';
import { processesOf, query, start, temporaryDirectory } from './support.js';

const permissions = async (path: string) => (await stat(path)).mode & 0o777;

describe('embedded PostgreSQL', () => {
  it('keeps its data, and its password to itself', async () => {
    const directory = await temporaryDirectory();
    const state = resolveStateDirectory(directory);
    const first = await start(directory);
    await query(first.url, 'CREATE TABLE note AS SELECT 42 AS value');
    await Promise.all([first.stop(), first.stop()]);
    expect(existsSync(join(state, 'postgres', 'postmaster.pid'))).toBe(false);

    const second = await start(directory);
    expect(await query(second.url, 'SELECT value FROM note')).toEqual([{ value: 42 }]);
    expect(await permissions(join(state, 'postgres.password'))).toBe(0o600);
    expect(await permissions(join(state, 'postgres'))).toBe(0o700);
    const password = new URL(second.url).password;
    expect(await readFile(join(state, 'postgres.log'), 'utf8')).not.toContain(password);
    await expect(query(second.url.replace(password, 'wrong'), 'SELECT 1')).rejects.toThrow(/authentication/);
  });

  it('is a UTF8 database that listens on 127.0.0.1 only, for a role that is no superuser', async () => {
    const { url } = await start(await temporaryDirectory());
    const settings = `SELECT current_setting('server_encoding') AS encoding,
      current_setting('listen_addresses') AS addresses,
      current_setting('data_checksums') AS checksums, upper('straße é') AS upper, current_user AS role,
      (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) AS superuser`;
    expect(await query(url, settings)).toEqual([
      {
        encoding: 'UTF8',
        addresses: '127.0.0.1',
        checksums: 'on',
        upper: 'STRAßE É',
        role: 'gatehouse',
        superuser: false,
      },
    ]);
  });

  it('serves two directories at once', async () => {
    const [one, other] = await Promise.all([
      start(await temporaryDirectory()),
      start(await temporaryDirectory()),
    ]);
    await query(one.url, 'CREATE TABLE note ()');
    expect(await query(other.url, "SELECT to_regclass('note') AS note")).toEqual([{ note: null }]);
  });

  it('lets one of two that start at the same time win', async () => {
    const directory = await temporaryDirectory();
    const outcomes = await Promise.allSettled([start(directory), start(directory)]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const refused = outcomes.find((outcome) => outcome.status === 'rejected');
    expect(refused?.reason.message).toMatch(`Another Gatehouse service (pid ${process.pid},`);
  });

  it('can be started again after it failed, and says why it failed', async () => {
    const directory = await temporaryDirectory();
    const logFile = join(resolveStateDirectory(directory), 'postgres.log');
    const failure = await start(directory, { shared_buffers: 'plenty' }).catch(
      (error: Error) => error.message,
    );
    expect(failure).toContain(logFile);
    expect(failure).toContain('invalid value for parameter "shared_buffers": "plenty"');
    const { url } = await start(directory);
    expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('does not start on what an interrupted initdb left, and removes it', async () => {
    const directory = await temporaryDirectory();
    const state = resolveStateDirectory(directory);
    await mkdir(join(state, 'postgres.init-abc', 'data', 'base'), { recursive: true });
    await writeFile(join(state, 'postgres.init-abc', 'data', 'PG_VERSION'), '18\n');
    await writeFile(join(state, 'postgres.password'), 'of the interrupted one');
    const { url } = await start(directory);
    expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(readdirSync(state).filter((name) => name.startsWith('postgres.init-'))).toEqual([]);
  });

  it('starts despite a stale postmaster.pid whose pid another program has now', async () => {
    const directory = await temporaryDirectory();
    const cluster = join(resolveStateDirectory(directory), 'postgres');
    const first = await start(directory);
    const pidFile = readFileSync(join(cluster, 'postmaster.pid'), 'utf8');
    await first.stop();
    const { uid, gid } = await stat(cluster);
    const user = process.geteuid?.() === 0 ? { uid, gid } : {};
    const bystander = spawn('/bin/sh', ['-c', 'echo ready; read -r _'], { cwd: '/', ...user });
    onTestFinished(() => void bystander.kill());
    await once(bystander.stdout, 'data');
    const stale = pidFile.replace(/^\d+/, String(bystander.pid));
    await writeFile(join(cluster, 'postmaster.pid'), stale);
    await chown(join(cluster, 'postmaster.pid'), uid, gid);

    const { url } = await start(directory);
    expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(bystander.exitCode ?? bystander.signalCode).toBeNull();
  });

  it('takes another port when somebody else has the first', async () => {
    const directory = await temporaryDirectory();
    await (await start(directory)).stop();
    const occupied = createServer().listen(0, '127.0.0.1');
    await once(occupied, 'listening');
    onTestFinished(() => void occupied.close());
    const { port: taken } = occupied.address() as AddressInfo;
    const state = await prepareStateDirectory(directory);
    const environment = await prepareEnvironment(state, await locateRuntimePackage(), {}, () => {});
    const ports = [taken, await findFreePort()];
    const server = await startServer(
      environment,
      () => openServerLog(state.logFile),
      async () => ports.shift() ?? 0,
    );
    onTestFinished(() => server.stop());
    expect(server.port).not.toBe(taken);
    expect(ports).toEqual([]);
  });

  it('truncates a log that has grown large', async () => {
    const directory = await temporaryDirectory();
    await (await start(directory)).stop();
    const logFile = join(resolveStateDirectory(directory), 'postgres.log');
    await truncate(logFile, 6 * 1024 * 1024);
    await start(directory);
    expect((await stat(logFile)).size).toBeLessThan(100_000);
  });

  it('says so when the password of existing data is gone, and leaves nothing running', async () => {
    const directory = await temporaryDirectory();
    await (await start(directory)).stop();
    await rm(join(resolveStateDirectory(directory), 'postgres.password'));
    await expect(start(directory)).rejects.toThrow(/Cannot read .*postgres\.password/);
    expect(processesOf(directory)).toEqual([]);
  });
});
