import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { chown, mkdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { prepareEnvironment } from '../src/cluster-environment.js';
import { findFreePort } from '../src/free-port.js';
import { locateRuntimePackage } from '../src/runtime-package.js';
import { startServer } from '../src/server.js';
import { openServerLog } from '../src/server-log.js';
import { prepareStateDirectory } from '../src/state-directory.js';
import { processesOf, query, start, temporaryDirectory } from './support.js';

const permissions = async (path: string) => (await stat(path)).mode & 0o777;

describe('embedded PostgreSQL', () => {
  it('keeps its data, and its password to itself', async () => {
    const directory = await temporaryDirectory();
    const first = await start(directory);
    await query(first.migrationUrl, 'CREATE TABLE note AS SELECT 42 AS value');
    await Promise.all([first.stop(), first.stop()]);
    expect(existsSync(join(directory, 'postgres', 'postmaster.pid'))).toBe(false);

    const second = await start(directory);
    expect(await query(second.migrationUrl, 'SELECT value FROM note')).toEqual([{ value: 42 }]);
    expect(await permissions(join(directory, 'postgres.password'))).toBe(0o600);
    expect(await permissions(join(directory, 'postgres'))).toBe(0o700);
    const log = await readFile(join(directory, 'postgres.log'), 'utf8');
    for (const url of [second.url, second.migrationUrl, second.superuserUrl]) {
      const { password } = new URL(url);
      expect(log).not.toContain(password);
      await expect(query(url.replace(password, 'wrong'), 'SELECT 1')).rejects.toThrow(/authentication/);
    }
  });

  it('is a UTF8 database that listens on 127.0.0.1 only', async () => {
    const { url } = await start(await temporaryDirectory());
    const settings = `SELECT current_setting('server_encoding') AS encoding,
      current_setting('listen_addresses') AS addresses,
      current_setting('data_checksums') AS checksums, upper('straße é') AS upper`;
    expect(await query(url, settings)).toEqual([
      {
        encoding: 'UTF8',
        addresses: '127.0.0.1',
        checksums: 'on',
        upper: 'STRAßE É',
      },
    ]);
  });

  it('serves two directories at once', async () => {
    const [one, other] = await Promise.all([
      start(await temporaryDirectory()),
      start(await temporaryDirectory()),
    ]);
    await query(one.migrationUrl, 'CREATE TABLE note ()');
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
    const logFile = join(directory, 'postgres.log');
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
    await mkdir(join(directory, 'postgres.init-abc', 'data', 'base'), { recursive: true });
    await writeFile(join(directory, 'postgres.init-abc', 'data', 'PG_VERSION'), '18\n');
    await writeFile(join(directory, 'postgres.password'), 'of the interrupted one');
    const { url } = await start(directory);
    expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(readdirSync(directory).filter((name) => name.startsWith('postgres.init-'))).toEqual([]);
  });

  it('starts despite a stale postmaster.pid whose pid another program has now', async () => {
    const directory = await temporaryDirectory();
    const cluster = join(directory, 'postgres');
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
    const logFile = join(directory, 'postgres.log');
    await truncate(logFile, 6 * 1024 * 1024);
    await start(directory);
    expect((await stat(logFile)).size).toBeLessThan(100_000);
  });

  it('says so when the password of existing data is gone, and leaves nothing running', async () => {
    const directory = await temporaryDirectory();
    await (await start(directory)).stop();
    await rm(join(directory, 'postgres.password'));
    await expect(start(directory)).rejects.toThrow(/Cannot read .*postgres\.password/);
    expect(processesOf(directory)).toEqual([]);
  });
});
