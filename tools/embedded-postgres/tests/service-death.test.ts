import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  findOrdinaryUser,
  isAlive,
  kill,
  postmasterOf,
  processesOf,
  query,
  spawnService,
  start,
  temporaryDirectory,
  watchdogsOf,
} from './support.js';

const eventually = <T>(probe: () => T) => expect.poll(probe, { timeout: 20_000, interval: 20 });
const ordinaryUser = findOrdinaryUser();

describe.skipIf(process.platform === 'win32')('a service that dies', () => {
  it('takes PostgreSQL with it', async () => {
    const directory = await temporaryDirectory();
    const service = spawnService(directory);
    await service.url;
    expect(processesOf(directory).length).toBeGreaterThan(1);
    await kill(service);
    await eventually(() => processesOf(directory)).toEqual([]);
  });

  it('leaves its data to the next', async () => {
    const directory = await temporaryDirectory();
    const service = spawnService(directory);
    await query(await service.url, 'CREATE TABLE note AS SELECT 42 AS value');
    await kill(service);
    const next = await start(directory);
    expect(await query(next.migrationUrl, 'SELECT value FROM note')).toEqual([{ value: 42 }]);
    await next.stop();
    await eventually(() => processesOf(directory)).toEqual([]);
  });

  it('together with the watchdog leaves an orphan, which the next stops', async () => {
    const directory = await temporaryDirectory();
    const service = spawnService(directory);
    await query(await service.url, 'CREATE TABLE note AS SELECT 42 AS value');
    const orphan = postmasterOf(directory);
    for (const pid of watchdogsOf(directory)) process.kill(pid, 'SIGKILL');
    await kill(service);
    expect(isAlive(orphan)).toBe(true);
    const next = await start(directory);
    expect(await query(next.migrationUrl, 'SELECT value FROM note')).toEqual([{ value: 42 }]);
    await eventually(() => isAlive(orphan)).toBe(false);
  });

  it('in the middle of the first start can be started again', async () => {
    const directory = await temporaryDirectory();
    const service = spawnService(directory);
    const staging = () =>
      existsSync(directory) ? readdirSync(directory).filter((name) => name.startsWith('postgres.init-')) : [];
    await eventually(() => staging().some((name) => existsSync(join(directory, name, 'data')))).toBe(true);
    await kill(service);
    const next = await start(directory);
    expect(await query(next.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await next.stop();
    await eventually(() => processesOf(directory)).toEqual([]);
  });
});

describe('a second service', () => {
  it('is refused while the first lives, by the pid and port of that', async () => {
    const directory = await temporaryDirectory();
    const service = spawnService(directory);
    const { port } = new URL(await service.url);
    await expect(start(directory)).rejects.toThrow(
      `Another Gatehouse service (pid ${service.process.pid}, its PostgreSQL on port ${port})`,
    );
    expect(await query(await service.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    service.process.stdin?.end();
    await service.ended;
    await start(directory);
  });

  it('that may join uses the server of the first, and leaves it running', async () => {
    const directory = await temporaryDirectory();
    const service = spawnService(directory);
    const url = await service.url;
    const joined = await start(directory, {}, { mayJoin: true });
    expect(joined.migrationUrl).toBe(url);
    await query(joined.migrationUrl, 'CREATE TABLE note ()');
    await joined.stop();
    expect(await query(url, "SELECT to_regclass('note')::text AS note")).toEqual([{ note: 'note' }]);
    service.process.stdin?.end();
    await service.ended;
  });

  it('that may join starts one where there is none', async () => {
    const { url } = await start(await temporaryDirectory(), {}, { mayJoin: true });
    expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });
});

describe.skipIf(ordinaryUser === undefined)('an ordinary user', () => {
  it('keeps the data in the directory itself', async () => {
    const directory = await temporaryDirectory(ordinaryUser);
    for (const rows of [[], [{ tablename: 'note' }]]) {
      const service = spawnService(directory, ordinaryUser);
      const url = await service.url;
      expect(await query(url, "SELECT tablename FROM pg_tables WHERE tablename = 'note'")).toEqual(rows);
      await query(url, 'CREATE TABLE IF NOT EXISTS note ()');
      service.process.stdin?.end();
      await service.ended;
    }
    expect(existsSync(join(directory, 'postgres', 'PG_VERSION'))).toBe(true);
  });
});
