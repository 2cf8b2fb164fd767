import { rm } from 'node:fs/promises';
import { describe, expect, it, vi } from 'vitest';
import type { EmbeddedPostgres } from '../src/index.js';
import {
  isAlive,
  postmasterOf,
  processesOf,
  query,
  start,
  temporaryDirectory,
  watchdogsOf,
} from './support.js';

const eventually = <T>(probe: () => T | Promise<T>) => expect.poll(probe, { timeout: 20_000, interval: 20 });
const answers = ({ migrationUrl }: EmbeddedPostgres) =>
  query(migrationUrl, 'SELECT value FROM note').catch(() => null);

describe.skipIf(process.platform === 'win32')('a server that is killed', () => {
  it('is started again on the same port, with its data, and the log says so', async () => {
    const directory = await temporaryDirectory();
    const log = vi.fn();
    const server = await start(directory, {}, { log });
    await query(server.migrationUrl, 'CREATE TABLE note AS SELECT 42 AS value');
    for (const pidOf of [postmasterOf, (path: string) => watchdogsOf(path)[0] as number]) {
      const killed = postmasterOf(directory);
      log.mockClear();
      process.kill(pidOf(directory), 'SIGKILL');
      await eventually(() => isAlive(killed)).toBe(false);
      await eventually(() => answers(server)).toEqual([{ value: 42 }]);
      const lines = log.mock.calls.map(([level, message]) => `${level}: ${message}`);
      expect(lines).toContainEqual(
        expect.stringMatching(/^warn: PostgreSQL stopped unexpectedly, see .*log/),
      );
      await eventually(() => log.mock.calls.flat()).toContainEqual(
        expect.stringMatching(/runs again on port/),
      );
    }
    await server.stop();
    await eventually(() => processesOf(directory)).toEqual([]);
  });

  it('is started again while a statement of its own still runs', async () => {
    const directory = await temporaryDirectory();
    const server = await start(directory);
    await query(server.migrationUrl, 'CREATE TABLE note AS SELECT 42 AS value');
    // Spins without looking at anything, as long statements do.
    const spin = query(server.migrationUrl, 'SELECT count(*) FROM generate_series(1, 20000000)').catch(
      () => null,
    );
    await eventually(() => query(server.superuserUrl, ACTIVE)).toEqual([{ active: 1 }]);
    process.kill(postmasterOf(directory), 'SIGKILL');
    await eventually(() => answers(server)).toEqual([{ value: 42 }]);
    await spin;
  });

  it('can be stopped while it is started again', async () => {
    const directory = await temporaryDirectory();
    const restarting = Promise.withResolvers<void>();
    const log = (_: string, message: string) => {
      if (message.includes('Starting it again')) restarting.resolve();
    };
    const onFailure = vi.fn();
    const server = await start(directory, {}, { log, onFailure });
    process.kill(postmasterOf(directory), 'SIGKILL');
    await restarting.promise;
    await server.stop();
    expect(onFailure).not.toHaveBeenCalled();
    await eventually(() => processesOf(directory)).toEqual([]);
    await start(directory);
  });

  it('too often is given up, with the reason', async () => {
    const directory = await temporaryDirectory();
    const failure = Promise.withResolvers<Error>();
    const server = await start(directory, {}, { onFailure: failure.resolve });
    await query(server.migrationUrl, 'CREATE TABLE note AS SELECT 42 AS value');
    for (let times = 1; times <= 6; times++) {
      await eventually(() => answers(server)).toEqual([{ value: 42 }]);
      const killed = postmasterOf(directory);
      process.kill(killed, 'SIGKILL');
      await eventually(() => isAlive(killed)).toBe(false);
    }
    expect((await failure.promise).message).toMatch(
      /stopped unexpectedly 6 times within 5 minutes, see .*log/,
    );
    await server.stop();
    await eventually(() => processesOf(directory)).toEqual([]);
  });

  it('and whose data is gone is given up, with the reason', async () => {
    const directory = await temporaryDirectory();
    const failure = Promise.withResolvers<Error>();
    await start(directory, {}, { onFailure: failure.resolve });
    await rm(directory, { recursive: true, force: true, maxRetries: 10 });
    process.kill(processesOf(directory)[0] as number, 'SIGKILL');
    expect((await failure.promise).message).toContain(directory);
  });
});

const ACTIVE = `SELECT count(*)::int AS active FROM pg_stat_activity
  WHERE state = 'active' AND query LIKE '%generate_series%' AND pid <> pg_backend_pid()`;
