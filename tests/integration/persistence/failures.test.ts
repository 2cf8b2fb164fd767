import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { systemContext } from '#application/shared/request-context.js';
import { AppError } from '#domain/shared/app-error.js';
import { OperatorError } from '#infrastructure/operator-error.js';
import type { Database } from '#infrastructure/postgres/database.js';
import { connected } from '#infrastructure/postgres/plain-connection.js';
import { TypeOrmUnitOfWork } from '#infrastructure/postgres/unit-of-work.js';
import { execute } from '#testing/execute.js';
import { silentLogger } from '#testing/loggers.js';
import { createTestDatabase, type TestDatabase } from '#testing/test-database.js';
import { type Certificate, makeCertificate } from '../../support/certificate.js';
import { noDelay, openDatabase } from './open-database.js';
import { SilentLine } from './silent-line.js';
import { TlsLine } from './tls-line.js';

describe('the database adapter', () => {
  let testDatabase: TestDatabase;
  beforeEach(async () => {
    testDatabase = await createTestDatabase();
  });
  afterEach(() => testDatabase.drop());

  const open = async (settings: Parameters<typeof openDatabase>[1] = {}) => {
    const database = await openDatabase(testDatabase.url, settings);
    onTestFinished(() => database.close());
    return database;
  };
  const query = (database: Database, sql: string, parameters: unknown[] = []) =>
    database.read((manager) => manager.query(sql, parameters));

  it('answers OVERLOADED when no connection becomes free in time', async () => {
    const acquireTimeoutMs = 20_000;
    const database = await open({ poolSize: 1, acquireTimeoutMs });
    const runner = database.dataSource.createQueryRunner();
    await runner.connect();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const turnedAway = expect(query(database, 'SELECT 1')).rejects.toMatchObject({
      code: 'OVERLOADED',
      retryAfter: 1,
    });
    await vi.advanceTimersByTimeAsync(acquireTimeoutMs);
    await turnedAway;
    await runner.release();
    await expect(query(database, 'SELECT 1')).resolves.toHaveLength(1);
  });

  it('answers OVERLOADED when a statement takes too long', async () => {
    const database = await open({ statementTimeoutMs: 500 });
    await expect(query(database, 'SELECT pg_sleep(60)')).rejects.toMatchObject({ code: 'OVERLOADED' });
  });

  it('answers UNAVAILABLE when nothing listens', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const failed = openDatabase(`postgres://gatehouse:canary@127.0.0.1:${port}/gatehouse`);
    await expect(failed).rejects.toMatchObject({ kind: 'overloaded', code: 'UNAVAILABLE', retryAfter: 5 });
    await failed.catch((error) => expect(everything(error)).not.toContain('canary'));
  });

  it.each([
    ['speaks no TLS', 'N'],
    ['is no PostgreSQL', 'HTTP/1.1 400 Bad Request\r\n\r\n'],
    ['breaks off in the handshake', ''],
  ])('answers UNAVAILABLE when the one that listens %s, whatever the wording of it', async (_, answer) => {
    const server = createServer((socket) => socket.once('data', () => socket.end(answer))).listen(
      0,
      '127.0.0.1',
    );
    await new Promise((resolve) => server.once('listening', resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    for (const sslmode of ['verify-full', 'disable']) {
      const url = `postgres://gatehouse:canary@127.0.0.1:${port}/gatehouse?sslmode=${sslmode}`;
      const failed = openDatabase(url, { acquireTimeoutMs: 500 });
      await expect(failed).rejects.toMatchObject({ code: 'UNAVAILABLE', retryAfter: 5 });
      await failed.catch((error) => expect(everything(error)).not.toContain('canary'));
    }
  });

  describe('whose certificate', () => {
    const good = makeCertificate();
    const expired = makeCertificate(2025);
    const cases: [string, Certificate, RegExp][] = [
      ['has expired', expired, /has expired.*Renew it.*sslrootcert/],
      ['is of a CA that nobody knows', makeCertificate(), /cannot be verified.*`&sslrootcert=<file>`/],
    ];

    it.each(cases)('%s is UNAVAILABLE at run time, and back with a good one', async (_, certificate) => {
      const line = await TlsLine.to(testDatabase.url, [good, expired]);
      onTestFinished(() => line.close());
      const database = await openDatabase(line.url);
      onTestFinished(() => database.close());
      await query(database, 'SELECT 1');
      line.certificate = certificate;
      line.cut();
      // As often as there are connections that are found broken first.
      const failed = expect.poll(() => query(database, 'SELECT 1').catch((error) => error.cause.message));
      await failed.toMatch(/certificate/);
      await expect(query(database, 'SELECT 1')).rejects.toMatchObject({
        kind: 'overloaded',
        code: 'UNAVAILABLE',
        retryAfter: 5,
      });
      line.certificate = good;
      await expect(query(database, 'SELECT 1')).resolves.toHaveLength(1);
    });

    it.each(cases)('%s is refused at start, with what to do', async (_, certificate, message) => {
      const line = await TlsLine.to(testDatabase.url, [good, expired]);
      onTestFinished(() => line.close());
      line.certificate = certificate;
      const asked = connected(line.url, ({ query }) => query('SELECT 1'), 'DATABASE_MIGRATION_URL');
      await expect(asked).rejects.toThrow(OperatorError);
      await expect(asked).rejects.toThrow(
        /^DATABASE_MIGRATION_URL leads to no database: the certificate of 127\.0\.0\.1/,
      );
      await expect(asked).rejects.toThrow(message);
    });
  });

  it('sets what it assumes, whatever the database has set', async () => {
    const name = new URL(testDatabase.url).pathname.slice(1);
    for (const setting of [`datestyle = 'German, DMY'`, `default_transaction_isolation = 'serializable'`]) {
      await execute(testDatabase.adminUrl, `ALTER DATABASE "${name}" SET ${setting}`);
    }
    const database = await open();
    const [settings] = await query(
      database,
      `SELECT current_setting('datestyle') AS datestyle, current_setting('transaction_isolation') AS isolation,
         timestamptz '2026-03-04T05:06:07Z' AS time`,
    );
    expect(settings).toEqual({
      datestyle: 'ISO, YMD',
      isolation: 'read committed',
      time: new Date('2026-03-04T05:06:07Z'),
    });
  });

  it('serves those who need no lock while transactions wait for one', async () => {
    const holder = await open();
    const database = await open({ poolSize: 4, acquireTimeoutMs: 2_000 });
    const unitOfWork = new TypeOrmUnitOfWork(database, silentLogger, noDelay);
    const locking = new TypeOrmUnitOfWork(holder, silentLogger, noDelay);
    const waits = () =>
      unitOfWork.run(systemContext, () =>
        database.write((manager) => manager.query('LOCK TABLE login_attempts IN EXCLUSIVE MODE')),
      );
    await locking.run(systemContext, async () => {
      await holder.write((manager) => manager.query('LOCK TABLE login_attempts IN EXCLUSIVE MODE'));
      const waiting = Promise.allSettled(Array.from({ length: 8 }, waits));
      for (let count = 0; count < 20; count += 1) {
        await expect(query(database, 'SELECT 1')).resolves.toHaveLength(1);
      }
      for (const { status } of await waiting) expect(status).toBe('rejected');
    });
    await expect(waits()).resolves.toBeDefined();
  });

  it('answers OVERLOADED, not later than a connection is waited for, when a lock does not come', async () => {
    const holder = await open();
    const waiter = await open({ acquireTimeoutMs: 100 });
    const unitOfWork = new TypeOrmUnitOfWork(holder, silentLogger, noDelay);
    await unitOfWork.run(systemContext, async () => {
      await holder.write((manager) => manager.query('LOCK TABLE login_attempts IN EXCLUSIVE MODE'));
      const waiting = query(waiter, `DELETE FROM login_attempts WHERE key = 'none'`);
      await expect(waiting).rejects.toMatchObject({ code: 'OVERLOADED' });
    });
  });

  it('answers UNAVAILABLE when the one that listens says nothing', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const failed = openDatabase(`postgres://gatehouse@127.0.0.1:${port}/gatehouse`, { acquireTimeoutMs: 50 });
    await expect(failed).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });

  it('answers UNAVAILABLE when the database falls silent, and recovers when it speaks again', async () => {
    const line = await SilentLine.to(testDatabase.url);
    onTestFinished(() => line.close());
    const database = await openDatabase(line.url, { statementTimeoutMs: 500 });
    onTestFinished(() => database.close());
    await query(database, 'SELECT 1');
    line.isSilent = true;
    // Not once more, which would wait for a connection.
    await expect(database.standalone((manager) => manager.query('SELECT 1'))).rejects.toMatchObject({
      code: 'UNAVAILABLE',
    });
    line.isSilent = false;
    await expect(query(database, 'SELECT 1')).resolves.toHaveLength(1);
  });

  it.each(['a statement', 'a transaction'])(
    'does so for %s on a connection that had been idle for longer than an answer may take',
    async (kind) => {
      const line = await SilentLine.to(testDatabase.url);
      onTestFinished(() => line.close());
      const settings = { statementTimeoutMs: 100, acquireTimeoutMs: 1_000, poolSize: 1 };
      const database = await openDatabase(line.url, settings);
      onTestFinished(() => database.close());
      const unitOfWork = new TypeOrmUnitOfWork(database, silentLogger, noDelay);
      const attempt = () =>
        kind === 'a statement'
          ? query(database, 'SELECT 1')
          : unitOfWork.run(systemContext, () => query(database, 'SELECT 1'));
      await attempt();
      await delay(2_400);
      line.isSilent = true;
      const since = performance.now();
      await expect(attempt()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
      // 2.1 s for the answer, and 1 s for a new connection that is waited for in vain.
      expect(performance.now() - since).toBeLessThan(6_000);
      line.isSilent = false;
      await expect(attempt()).resolves.toHaveLength(1);
    },
  );

  it('gives up at start, with a reason, when the database falls silent after it was connected to', async () => {
    const line = await SilentLine.to(testDatabase.url);
    onTestFinished(() => line.close());
    const asked = connected(
      line.url,
      ({ query }) => {
        line.isSilent = true;
        return query('SELECT 1');
      },
      'DATABASE_DIRECT_URL',
      500,
    );
    await expect(asked).rejects.toThrow(
      /^DATABASE_DIRECT_URL leads to a database that has stopped answering: port \d+ of 127\.0\.0\.1 let us in/,
    );
    await asked.catch((error) => expect(error).toBeInstanceOf(OperatorError));
  });

  it('does not wait for ever for a silent database to take leave', async () => {
    const line = await SilentLine.to(testDatabase.url);
    onTestFinished(() => line.close());
    const asked = connected(line.url, async () => (line.isSilent = true), undefined, 500);
    await expect(asked).resolves.toBe(true);
  });

  it('answers UNAVAILABLE when it has been closed', async () => {
    const database = await open();
    await database.close();
    await expect(query(database, 'SELECT 1')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });

  it('keeps a connection whose statement was refused, and drops one that was lost under its statement', async () => {
    const database = await open({ poolSize: 1 });
    const backend = async () => (await query(database, 'SELECT pg_backend_pid() AS pid'))[0].pid;
    const first = await backend();
    await expect(query(database, 'SELECT 1 / $1::integer', [0])).rejects.toThrow('22012');
    expect(await backend()).toBe(first);
    await expect(
      query(database, 'SELECT pg_terminate_backend(pg_backend_pid()), pg_sleep(60)'),
    ).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(await backend()).not.toBe(first);
  });

  it('does not give out again what the server is about to close', async () => {
    const database = await open({ poolSize: 1 });
    const once = (sql: string) => database.standalone((manager) => manager.query(sql));
    await expect(once('SELECT pg_terminate_backend(pg_backend_pid()), pg_sleep(60)')).rejects.toMatchObject({
      code: 'UNAVAILABLE',
    });
    expect(await once('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('survives the loss of idle connections', async () => {
    const database = await open();
    await Promise.all(Array.from({ length: 5 }, () => query(database, 'SELECT 1')));
    await query(
      database,
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()',
    );
    await Promise.all(Array.from({ length: 5 }, () => query(database, 'SELECT 1')));
  });

  it.each([
    ['a NUL in a text', 'SELECT $1::text', 'a\0b'],
    ['what is no UUID', 'SELECT $1::uuid', 'canary'],
    ['too large a number', 'SELECT $1::integer', '99999999999'],
    ['a time before all times', 'SELECT $1::timestamptz', new Date(-8.64e15)],
    ['a NUL in JSON', 'SELECT $1::jsonb', '"\\u0000"'],
  ])('answers VALIDATION_ERROR for %s', async (_, sql, parameter) => {
    await expect(query(await open(), sql, [parameter])).rejects.toMatchObject({ code: 'VALIDATION_ERROR' });
  });

  it.each([
    ['a violated constraint', `INSERT INTO login_attempts VALUES ($1, -1, 'now')`],
    ['an invalid value', 'SELECT $1::uuid'],
    ['a missing table', 'SELECT $1 FROM no_such_table'],
    ['a raised error', `SELECT $1::text, set_config('search_path', NULL, false), 1 / 0`],
  ])('keeps parameters and values out of the error of %s', async (_, sql) => {
    const error = await query(await open(), sql, ['canary']).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(Error);
    expect(everything(error)).not.toContain('canary');
    if (error instanceof AppError) expect(error.message).not.toMatch(/SQL|column|relation/i);
  });
});

/** All that a log could show of it. */
function everything(error: unknown): string {
  if (!(error instanceof Error)) return JSON.stringify(error);
  const own = Object.getOwnPropertyNames(error).map((name) => String(Reflect.get(error, name)));
  return [...own, error.cause === undefined ? '' : everything(error.cause)].join('\n');
}
