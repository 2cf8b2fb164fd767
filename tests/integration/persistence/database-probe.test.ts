import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { DatabaseProbe } from '#infrastructure/postgres/database-probe.js';
import { execute } from '#testing/execute.js';
import { createTestDatabase, type TestDatabase } from '#testing/test-database.js';
import { openDatabase } from './open-database.js';
import { SilentLine } from './silent-line.js';

const becomeReadOnly = 'SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY';

describe('the probe of the database', () => {
  let testDatabase: TestDatabase;
  beforeEach(async () => {
    testDatabase = await createTestDatabase();
  });
  afterEach(() => testDatabase.drop());

  async function open(url = testDatabase.url, poolSize = 1) {
    const database = await openDatabase(testDatabase.url, { poolSize });
    const probe = new DatabaseProbe(url, database.dataSource);
    onTestFinished(() => probe.close());
    onTestFinished(() => database.close());
    const once = (sql: string) => database.standalone((manager) => manager.query(sql));
    return { database, probe, once };
  }

  it('says up, and busy where requests wait for the connections of the pool', async () => {
    const { database, probe, once } = await open();
    expect(await probe.check()).toBe('up');
    const runner = database.dataSource.createQueryRunner();
    await runner.connect();
    const waiting = once('SELECT 1');
    await expect.poll(() => probe.check()).toBe('busy');
    await runner.release();
    await waiting;
    expect(await probe.check()).toBe('up');
  });

  it('says read-only where nothing can be written, breaks off what is open, and looks again', async () => {
    const { probe, once } = await open();
    const before = await once('SELECT pg_backend_pid() AS pid');
    const elsewhere = new URL(testDatabase.adminUrl);
    const name = elsewhere.pathname.slice(1);
    elsewhere.pathname = '/postgres';
    const setReadOnly = (value: string) =>
      execute(elsewhere.href, `ALTER DATABASE "${name}" SET default_transaction_read_only = ${value}`);
    await setReadOnly('on');
    expect(await probe.check()).toBe('read-only');
    await setReadOnly('off');
    expect(await probe.check()).toBe('up');
    await expect.poll(() => once('SELECT pg_backend_pid() AS pid')).not.toEqual(before);
  });

  it('throws where the database is silent, and is well when it speaks again', async () => {
    const line = await SilentLine.to(testDatabase.url);
    onTestFinished(() => line.close());
    const { probe } = await open(line.url);
    expect(await probe.check()).toBe('up');
    line.isSilent = true;
    await expect(probe.check()).rejects.toThrow('no answer came');
    line.isSilent = false;
    expect(await probe.check()).toBe('up');
  });
});

describe('a pool whose server has become read-only', () => {
  it('throws all its connections away with the first write that is refused, which is done on a new one', async () => {
    const testDatabase = await createTestDatabase();
    onTestFinished(() => testDatabase.drop());
    const database = await openDatabase(testDatabase.url, { poolSize: 3 });
    onTestFinished(() => database.close());
    const runners = Array.from({ length: 3 }, () => database.dataSource.createQueryRunner());
    for (const runner of runners) await runner.query(becomeReadOnly);
    for (const runner of runners) await runner.release();
    const write = () =>
      database.repeatable((manager) => manager.query(`DELETE FROM login_attempts WHERE key = 'none'`));
    await expect(write()).resolves.toBeDefined();
    const states = await Promise.all(
      [1, 2, 3].map(() => database.repeatable((manager) => manager.query('SHOW transaction_read_only'))),
    );
    expect(states).toEqual(Array(3).fill([{ transaction_read_only: 'off' }]));
  });
});
