import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EventCatalogue } from '#application/events/event-catalogue.js';
import { systemContext } from '#application/shared/request-context.js';
import { EventAppender } from '#infrastructure/events/event-appender.js';
import { LocalEventSignal } from '#infrastructure/events/event-signal.js';
import type { Database } from '#infrastructure/postgres/database.js';
import { TypeOrmEventLog } from '#infrastructure/postgres/events/event-log.js';
import { TypeOrmUnitOfWork } from '#infrastructure/postgres/unit-of-work.js';
import { TypeOrmUserRepository } from '#infrastructure/postgres/users/repository.js';
import { execute } from '#testing/execute.js';
import { testIds } from '#testing/ids.js';
import { silentLogger } from '#testing/loggers.js';
import { createTestDatabase, databaseTargets, type TestDatabase } from '#testing/test-database.js';
import { aUser } from '../../support/builders/user.js';
import { eventDefinitions } from '../../support/event-definitions.js';
import { noDelay, openDatabase } from './open-database.js';

const raise = (sqlState: string) =>
  `DO $$ BEGIN RAISE EXCEPTION 'on purpose' USING ERRCODE = '${sqlState}'; END $$`;
const killMyself = 'SELECT pg_terminate_backend(pg_backend_pid())';

describe.each(databaseTargets)('a unit of work on the %s PostgreSQL', (target) => {
  let testDatabase: TestDatabase;
  let database: Database;
  let unitOfWork: TypeOrmUnitOfWork;
  let users: TypeOrmUserRepository;
  beforeEach(async () => {
    testDatabase = await createTestDatabase(target);
    database = await openDatabase(testDatabase.url);
    unitOfWork = new TypeOrmUnitOfWork(database, silentLogger, noDelay);
    users = new TypeOrmUserRepository(
      database,
      new EventAppender(
        new TypeOrmEventLog(database),
        database.transaction,
        testIds,
        new EventCatalogue(eventDefinitions),
        new LocalEventSignal(),
        [],
      ),
    );
  });
  afterEach(async () => {
    await database.close();
    await testDatabase.drop();
  });

  const send = (sql: string) => database.write((manager) => manager.query(sql));
  /** Runs work that fails in its first attempts, and tells how often it ran. */
  const failing = async (sql: string, failures: number) => {
    let attempts = 0;
    const end = await unitOfWork
      .run(systemContext, async () => {
        attempts += 1;
        if (attempts <= failures) await send(sql);
        return 'done';
      })
      .catch((error: unknown) => error);
    return { attempts, end };
  };

  it.each(['40001', '40P01'])('runs again after %s', async (sqlState) => {
    expect(await failing(raise(sqlState), 2)).toEqual({ attempts: 3, end: 'done' });
  });

  it('runs again when the connection is lost before the commit', async () => {
    expect(await failing(killMyself, 2)).toEqual({ attempts: 3, end: 'done' });
  });

  it('runs again when the connection was lost while it did something else', async () => {
    let attempts = 0;
    await unitOfWork.run(systemContext, async () => {
      attempts += 1;
      const [{ pid }] = await send('SELECT pg_backend_pid() AS pid');
      if (attempts === 1) {
        await execute(testDatabase.adminUrl, `SELECT pg_terminate_backend(${pid})`);
        const { queryRunner } = database.transaction.require().manager;
        await expect.poll(() => queryRunner?.isReleased).toBe(true);
      }
      await send('SELECT 1');
    });
    expect(attempts).toBe(2);
  });

  it('gives up at last', async () => {
    expect(await failing(raise('40001'), 9)).toMatchObject({
      attempts: 3,
      end: { code: 'OVERLOADED', retryAfter: 1 },
    });
    expect(await failing(killMyself, 9)).toMatchObject({ attempts: 3, end: { code: 'UNAVAILABLE' } });
  });

  it.each(['23514', '42501', '57014', 'XX000'])('does not run again after %s', async (sqlState) => {
    expect((await failing(raise(sqlState), 1)).attempts).toBe(1);
  });

  it('does not take the errors of others for its own', async () => {
    const foreign = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    let attempts = 0;
    const failed = unitOfWork.run(systemContext, async () => {
      attempts += 1;
      throw foreign;
    });
    await expect(failed).rejects.toBe(foreign);
    expect(attempts).toBe(1);
  });

  it('does not run again when the answer to the commit is lost', async () => {
    await execute(
      testDatabase.ownerUrl,
      `CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$;
       CREATE CONSTRAINT TRIGGER die_at_commit AFTER INSERT ON users DEFERRABLE INITIALLY DEFERRED
       FOR EACH ROW EXECUTE FUNCTION die()`,
    );
    let attempts = 0;
    const run = unitOfWork.run(systemContext, async () => {
      attempts += 1;
      await users.add(aUser());
    });
    await expect(run).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(attempts).toBe(1);
  });

  it('runs the tasks of the last attempt only', async () => {
    const tasks: number[] = [];
    let attempts = 0;
    await unitOfWork.run(systemContext, async () => {
      attempts += 1;
      const attempt = attempts;
      unitOfWork.afterCommit(() => void tasks.push(attempt));
      await unitOfWork.afterCompletion(async () => void tasks.push(-attempt));
      if (attempt === 1) await send(raise('40001'));
    });
    expect(tasks).toEqual([2, -2]);
  });

  it('survives a real deadlock', async () => {
    const [left, right] = [aUser(), aUser()];
    await unitOfWork.run(systemContext, async () => {
      await users.add(left);
      await users.add(right);
    });
    const bothHoldOne = Array.from({ length: 2 }, () => Promise.withResolvers<void>());
    const lockBoth = (first: typeof left, second: typeof left, turn: number) =>
      unitOfWork.run(systemContext, async () => {
        await users.findByIdForUpdate(first.id);
        bothHoldOne[turn]?.resolve();
        await bothHoldOne[1 - turn]?.promise;
        await users.findByIdForUpdate(second.id);
      });
    await Promise.all([lockBoth(left, right, 0), lockBoth(right, left, 1)]);
  });

  it('gives every connection back', async () => {
    await database.close();
    database = await openDatabase(testDatabase.url, { poolSize: 1 });
    unitOfWork = new TypeOrmUnitOfWork(database, silentLogger, noDelay);
    for (const sql of [raise('40001'), raise('23514'), 'SELECT 1', killMyself]) {
      await failing(sql, 9);
      await expect(database.standalone((manager) => manager.query('SELECT 1'))).resolves.toHaveLength(1);
    }
  });

  it('reads again on another connection when one was lost', async () => {
    let attempts = 0;
    const rows = await database.read((manager) => {
      attempts += 1;
      return manager.query(attempts === 1 ? killMyself : 'SELECT 1 AS one');
    });
    expect(rows).toEqual([{ one: 1 }]);
  });
});
