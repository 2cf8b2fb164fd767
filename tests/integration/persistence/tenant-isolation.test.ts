import 'reflect-metadata';
import type { EventEmitter } from 'node:events';
import pg from 'pg';
import type { Logger as QueryLog } from 'typeorm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { systemContext } from '#application/shared/request-context.js';
import type { TenantId } from '#domain/shared/ids.js';
import type { Database } from '#infrastructure/postgres/database.js';
import { silentTypeOrmLogger } from '#infrastructure/postgres/silent-logger.js';
import { TypeOrmUnitOfWork } from '#infrastructure/postgres/unit-of-work.js';
import { execute } from '#testing/execute.js';
import { aTenantId, testIds } from '#testing/ids.js';
import { silentLogger } from '#testing/loggers.js';
import { databaseTargets, type TestDatabase } from '#testing/test-database.js';
import { createNotesDatabase } from '../../support/notes.js';
import { noDelay, openDatabase } from './open-database.js';

const everything = 'SELECT name FROM notes ORDER BY name';

describe.each(databaseTargets)('the notes of tenants on the %s PostgreSQL', (target) => {
  const [left, right] = [aTenantId(), aTenantId()];
  const [leftNote, rightNote] = [testIds.next(), testIds.next()];
  let testDatabase: TestDatabase;
  let owner: string;
  let database: Database;
  let unitOfWork: TypeOrmUnitOfWork;

  beforeAll(async () => {
    testDatabase = await createNotesDatabase(target);
    owner = new URL(testDatabase.ownerUrl).username;
    // What a COMMIT of this row says no to.
    await execute(
      testDatabase.ownerUrl,
      `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN RAISE EXCEPTION 'refused at the commit'; END $$;
       CREATE CONSTRAINT TRIGGER refuse_at_commit AFTER INSERT ON notes DEFERRABLE INITIALLY DEFERRED
       FOR EACH ROW WHEN (NEW.name = 'refused') EXECUTE FUNCTION refuse();
       CREATE VIEW notes_seen AS SELECT * FROM notes;
       CREATE FUNCTION notes_found() RETURNS SETOF notes LANGUAGE sql AS 'SELECT * FROM notes';
       CREATE SEQUENCE numbers`,
    );
  });
  afterAll(() => testDatabase?.drop());

  beforeEach(async () => {
    await open();
    for (const [tenantId, id, name] of [
      [left, leftNote, 'left'],
      [right, rightNote, 'right'],
    ] as const) {
      await scoped(tenantId, () => query('DELETE FROM notes'));
      await scoped(tenantId, () => query('INSERT INTO notes VALUES ($1, $2, $3)', [id, tenantId, name]));
    }
  });
  afterEach(() => database?.close());

  /** With a single connection, which all that follows shares. */
  async function open(settings = {}, url = testDatabase.url, queryLog?: QueryLog): Promise<void> {
    await database?.close();
    database = await openDatabase(url, { poolSize: 1, ...settings }, queryLog);
    unitOfWork = new TypeOrmUnitOfWork(database, silentLogger, noDelay);
  }
  const query = (sql: string, values: unknown[] = []) =>
    database.write((manager) => manager.query(sql, values));
  const raw = (sql: string) => database.dataSource.query(sql);
  const run = <T>(work: () => Promise<T>) => unitOfWork.run(systemContext, work);
  const scoped = <T>(tenantId: TenantId, work: () => Promise<T>) =>
    unitOfWork.scoped(tenantId, systemContext, work);
  const notesOf = (tenantId: TenantId) => scoped(tenantId, () => query(everything));
  const expectRightAsItWas = async () => expect(await notesOf(right)).toEqual([{ name: 'right' }]);

  describe('in the scope of one tenant, are out of reach of a statement of the other that', () => {
    it.each([
      ['has no WHERE', everything],
      ['asks for the other', `SELECT name FROM notes WHERE tenant_id IN ('${left}', '${right}')`],
      ['names the row', `SELECT name FROM notes WHERE id IN ('${leftNote}', '${rightNote}')`],
      ['is always true', `SELECT name FROM notes WHERE tenant_id = '${right}' OR true`],
      ['joins', 'SELECT b.name FROM notes a JOIN notes b ON true'],
      ['nests', 'WITH all_notes AS MATERIALIZED (SELECT * FROM notes) SELECT name FROM all_notes'],
      ['locks', 'SELECT name FROM notes FOR UPDATE'],
      ['locks the table', 'LOCK TABLE notes IN ACCESS EXCLUSIVE MODE; SELECT name FROM notes'],
      ['goes through a view of the owner', 'SELECT name FROM notes_seen'],
      ['goes through a function', 'SELECT name FROM notes_found()'],
      ['goes through a cursor', 'DECLARE found CURSOR FOR SELECT name FROM notes; FETCH ALL FROM found'],
      ['is prepared', 'PREPARE found AS SELECT name FROM notes; EXECUTE found'],
      // Were it asked of the other's row, it would fail.
      ['asks before the policy does', `SELECT name FROM notes WHERE 1 / position('left' IN name) = 1`],
    ])('%s', async (_, sql) => {
      const rows = await scoped(left, async () => {
        const statements = sql.split(/;\s+/);
        for (const statement of statements.slice(0, -1)) await query(statement);
        return query(statements.at(-1) as string);
      });
      expect(rows).toEqual([{ name: 'left' }]);
    });

    it.each([
      ['updates all', `UPDATE notes SET name = 'stolen'`, 1],
      ['updates the row', `UPDATE notes SET name = 'stolen' WHERE id = '${rightNote}'`, 0],
      [
        'updates what it joins',
        `UPDATE notes SET name = 'stolen' FROM notes other WHERE other.id = '${rightNote}'`,
        0,
      ],
      ['deletes all', 'DELETE FROM notes', 1],
      ['deletes the row', `DELETE FROM notes WHERE id = '${rightNote}'`, 0],
    ])('%s', async (_, sql, affected) => {
      expect((await scoped(left, () => query(sql)))[1]).toBe(affected);
      await expectRightAsItWas();
    });

    it.each([
      ['inserts for the other', `INSERT INTO notes VALUES (gen_random_uuid(), '${right}', 'planted')`],
      ['inserts a copy', `INSERT INTO notes SELECT gen_random_uuid(), '${right}', name FROM notes`],
      ['gives its own away', `UPDATE notes SET tenant_id = '${right}'`],
      [
        'writes over the row',
        `INSERT INTO notes VALUES ('${rightNote}', '${left}', 'x') ON CONFLICT (id) DO UPDATE SET name = 'stolen'`,
      ],
      [
        'merges over the row',
        `MERGE INTO notes USING (VALUES ('${rightNote}'::uuid)) given (id) ON notes.id = given.id
         WHEN MATCHED THEN UPDATE SET name = 'stolen' WHEN NOT MATCHED THEN INSERT VALUES (given.id, '${right}', 'x')`,
      ],
      ['truncates', 'TRUNCATE notes'],
      ['makes a temporary table of them', 'CREATE TEMP TABLE notes AS SELECT * FROM notes'],
      ['makes a temporary view of them', 'CREATE TEMP VIEW seen AS SELECT * FROM notes'],
      ['copies them to a file', `COPY notes TO '/tmp/notes'`],
      ['copies them to a program', `COPY notes TO PROGRAM 'cat'`],
      ['reads the statistics of the planner', 'SELECT * FROM pg_statistic'],
    ])('%s: refused', async (_, sql) => {
      await expect(scoped(left, () => query(sql))).rejects.toMatchObject({ sqlState: '42501' });
      await expectRightAsItWas();
    });
  });

  describe('in the scope of one tenant, are not told to the other by', () => {
    it('COPY', async () => {
      const client = new pg.Client({ connectionString: testDatabase.url });
      await client.connect();
      try {
        const copied: string[] = [];
        const { connection } = client as unknown as { connection: EventEmitter };
        connection.on('copyData', ({ chunk }: { chunk: Buffer }) => void copied.push(chunk.toString()));
        await client.query(`BEGIN; SELECT set_config('gatehouse.tenant_id', '${left}', true)`);
        await client.query('COPY notes TO STDOUT');
        expect(copied).toEqual([`${leftNote}\t${left}\tleft\n`]);
        await expect(client.query('COPY notes FROM STDIN')).rejects.toThrow(
          'COPY FROM not supported with row-level security',
        );
      } finally {
        await client.end();
      }
    });

    it('EXPLAIN ANALYZE', async () => {
      const [plan] = await scoped(left, () => query(`EXPLAIN (ANALYZE, VERBOSE, FORMAT JSON) ${everything}`));
      expect(plan['QUERY PLAN'][0].Plan['Actual Rows']).toBe(1);
      expect(JSON.stringify(plan)).not.toContain(right);
    });

    it('the samples that the planner has taken, nor to their owner', async () => {
      const samples = `SELECT attname FROM pg_stats WHERE tablename = 'notes'
        UNION ALL SELECT statistics_name FROM pg_stats_ext WHERE tablename = 'notes'`;
      await execute(
        testDatabase.adminUrl,
        'CREATE STATISTICS IF NOT EXISTS pairs ON tenant_id, name FROM notes; ANALYZE notes',
      );
      expect(await execute(testDatabase.adminUrl, samples)).toHaveLength(4);
      expect(await scoped(left, () => query(samples))).toEqual([]);
      expect(await execute(testDatabase.ownerUrl, samples)).toEqual([]);
    });
  });

  describe('without a scope', () => {
    it('are not there for a statement outside of a unit of work', async () => {
      expect(await raw(everything)).toEqual([]);
      expect(await database.read((manager) => manager.query(everything))).toEqual([]);
      expect(await database.standalone((manager) => manager.query(everything))).toEqual([]);
      expect((await raw('DELETE FROM notes'))[1]).toBe(0);
      await expect(raw(`INSERT INTO notes VALUES (gen_random_uuid(), '${left}', 'x')`)).rejects.toThrow(
        'row-level security',
      );
      await expectRightAsItWas();
    });

    it('are not there in a unit of work', async () => {
      expect(await run(() => query(everything))).toEqual([]);
      expect((await run(() => query('UPDATE notes SET name = $1', ['x'])))[1]).toBe(0);
    });
  });

  describe('stay protected: the role of the service is refused', () => {
    it.each([
      'SET row_security = off; SELECT name FROM notes',
      'ALTER TABLE notes DISABLE ROW LEVEL SECURITY',
      'ALTER TABLE notes NO FORCE ROW LEVEL SECURITY',
      'DROP POLICY notes_tenant ON notes',
      'ALTER POLICY notes_tenant ON notes USING (true)',
      'CREATE POLICY everything ON notes USING (true)',
      'CREATE TABLE copies AS SELECT * FROM notes',
      'DROP TABLE notes',
      'SET ROLE %owner',
      'SET SESSION AUTHORIZATION %owner',
      'SET session_replication_role = replica',
      'ALTER TABLE notes OWNER TO CURRENT_USER',
      'ALTER ROLE CURRENT_USER BYPASSRLS',
      'GRANT %owner TO CURRENT_USER',
      'UPDATE gatehouse_migrations SET name = name',
    ])('%s', async (sql) => {
      const attempt = execute(testDatabase.url, sql.replace('%owner', `"${owner}"`));
      await expect(attempt).rejects.toMatchObject({ code: '42501' });
      await expectRightAsItWas();
    });
  });

  describe('leave nothing of a scope on the connection that the next one gets,', () => {
    const expectNothingLeft = async () => {
      expect(await raw(everything)).toEqual([]);
      expect(await raw(`SELECT nullif(current_setting('gatehouse.tenant_id', true), '') AS tenant`)).toEqual([
        { tenant: null },
      ]);
      expect(await run(() => query(everything))).toEqual([]);
      await expectRightAsItWas();
    };

    it('after a commit', async () => {
      await scoped(left, () => query(everything));
      await expectNothingLeft();
    });

    it.each([
      ['an error in the work', () => Promise.reject(new Error('boom'))],
      ['a statement that fails', () => query('SELECT 1 / 0')],
      [
        'a commit that fails',
        () => query(`INSERT INTO notes VALUES (gen_random_uuid(), '${left}', 'refused')`),
      ],
      ['a lost connection', () => query('SELECT pg_terminate_backend(pg_backend_pid())')],
    ])('after %s', async (_, work) => {
      const failing = scoped(left, async () => {
        await query(everything);
        await work();
      });
      await expect(failing).rejects.toThrow();
      await expectNothingLeft();
    });

    it('after a statement that takes too long', async () => {
      await open({ statementTimeoutMs: 200 });
      await expect(scoped(left, () => query('SELECT pg_sleep(30)'))).rejects.toMatchObject({
        code: 'OVERLOADED',
      });
      await expectNothingLeft();
    });

    it('after work that does not go on', async () => {
      await open({ statementTimeoutMs: 200 });
      const waiting = scoped(left, async () => {
        const [{ pid }] = await query('SELECT pg_backend_pid() AS pid');
        const isThere = `SELECT FROM pg_stat_activity WHERE pid = ${pid}`;
        await query(everything);
        await expect.poll(() => execute(testDatabase.adminUrl, isThere)).toEqual([]);
        await query(everything);
      });
      await expect(waiting).rejects.toThrow();
      await expectNothingLeft();
    });

    it('after a statement that is cancelled', async () => {
      const administrator = new pg.Client({ connectionString: testDatabase.url });
      await administrator.connect();
      try {
        const cancelled = scoped(left, () => query('SELECT pg_sleep(30)'));
        const cancel = async () => {
          const { rows } = await administrator.query(
            `SELECT pid FROM pg_stat_activity
             WHERE datname = current_database() AND query = 'SELECT pg_sleep(30)' AND state = 'active'`,
          );
          for (const { pid } of rows) await administrator.query('SELECT pg_cancel_backend($1)', [pid]);
          return rows.length;
        };
        await Promise.all([
          expect(cancelled).rejects.toMatchObject({ code: 'OVERLOADED' }),
          expect.poll(cancel, { interval: 10 }).toBe(1),
        ]);
      } finally {
        await administrator.end();
      }
      await expectNothingLeft();
    });

    it('after a savepoint, rolled back or released', async () => {
      for (const end of ['ROLLBACK TO one', 'RELEASE one']) {
        await run(async () => {
          await query('SAVEPOINT one');
          await scoped(left, () => query(everything));
          await query(end);
          expect(await query(everything)).toEqual([]);
        });
        await scoped(left, async () => {
          await query('SAVEPOINT one');
          await query(everything);
          await query(end);
          expect(await query(everything)).toEqual([{ name: 'left' }]);
        });
        await expectNothingLeft();
      }
    });

    /** What a session can keep beyond its transactions; `pid`, to see that it is the same one. */
    const kept = `SELECT pg_backend_pid() AS pid, nullif(current_setting('gatehouse.tenant_id', true), '') AS tenant,
      (SELECT count(*)::int FROM pg_cursors WHERE is_holdable) AS cursors,
      (SELECT count(*)::int FROM pg_prepared_statements) AS prepared,
      (SELECT count(*)::int FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'advisory') AS locks,
      current_setting('statement_timeout') AS "statementTimeout", to_regclass('pg_temp.notes') AS temporary`;
    const keeping = [
      `SELECT set_config('gatehouse.tenant_id', '${left}', false)`,
      'DECLARE kept CURSOR WITH HOLD FOR SELECT name FROM notes',
      `PREPARE kept AS SELECT name FROM notes WHERE tenant_id = '${left}'`,
      'SELECT pg_advisory_lock(1)',
      'SET statement_timeout = 0',
    ];

    it('of what outlives the transaction', async () => {
      const [before] = await raw(kept);
      expect(before).toMatchObject({ tenant: null, cursors: 0, prepared: 0, locks: 0, temporary: null });
      for (const nested of [false, true]) {
        for (const end of ['commits', 'fails', 'has committed already, and fails']) {
          const keep = () =>
            scoped(left, async () => {
              for (const statement of keeping) await query(statement);
              if (end.startsWith('has')) {
                await query('COMMIT');
                expect(await query(kept)).toMatchObject([
                  { tenant: left, cursors: 1, prepared: 1, locks: 1 },
                ]);
              }
              if (end !== 'commits') throw new Error('boom');
            });
          const ending = nested ? run(keep) : keep();
          await (end === 'commits' ? ending : expect(ending).rejects.toThrow('boom'));
          expect(await raw(kept), end).toEqual([before]);
          await expectNothingLeft();
        }
      }
    });

    it('in a sequence', async () => {
      await scoped(left, () => query(`SELECT nextval('numbers')`));
      await expect(raw('SELECT lastval()')).rejects.toThrow('lastval is not yet defined');
    });

    it('in a temporary table of its name, where one role migrates and serves', async () => {
      await open({}, testDatabase.ownerUrl);
      const [before] = await raw(kept);
      await raw('CREATE TEMP TABLE notes (id uuid, tenant_id uuid, name text)');
      await scoped(left, () => query('INSERT INTO notes SELECT * FROM public.notes'));
      expect(await raw(kept)).toEqual([before]);
      await expectNothingLeft();
    });

    it('in a cursor, after a nested scope', async () => {
      const fetching = run(async () => {
        await scoped(left, () => query(`DECLARE kept CURSOR FOR ${everything}`));
        await scoped(right, () => query('FETCH ALL FROM kept'));
      });
      await expect(fetching).rejects.toMatchObject({ sqlState: '34000' });
      await expectNothingLeft();
    });

    it('since one that does not forget is given up', async () => {
      const refused = 'DISCARD ALL';
      await open({}, testDatabase.url, {
        ...silentTypeOrmLogger,
        logQuery: (sql) => {
          if (sql === refused) throw new Error('refused');
        },
      });
      const [before] = await raw(kept);
      await scoped(left, () => query(keeping[0] as string));
      const [after] = await raw(kept);
      expect(after).toEqual({ ...before, pid: expect.not.toBeOneOf([before.pid]) });
      await expectNothingLeft();
    });

    it('at the price of three statements for those that enter one, and of none for others', async () => {
      const statements: string[] = [];
      await open({}, testDatabase.url, {
        ...silentTypeOrmLogger,
        logQuery: (sql) => void statements.push(sql),
      });
      statements.length = 0;
      await run(() => query('SELECT 1'));
      expect(statements.splice(0)).toEqual(['START TRANSACTION', 'SELECT 1', 'COMMIT']);
      await scoped(left, () => query('SELECT 1'));
      expect(statements).toEqual([
        'START TRANSACTION',
        expect.stringContaining('set_config'),
        'SELECT 1',
        'COMMIT',
        'DISCARD ALL',
        database.dataSource.setSession,
      ]);
    });

    it('after nested scopes, also where one fails', async () => {
      await run(() => scoped(left, () => query(everything)));
      await expectNothingLeft();
      const failing = run(async () => {
        await scoped(left, () => query('SELECT 1 / 0')).catch(() => undefined);
        await query(everything);
      });
      await expect(failing).rejects.toThrow();
      await expectNothingLeft();
    });
  });

  it('are told apart over 1,000 mixed operations of both on two connections', {
    timeout: 120_000,
  }, async () => {
    await open({ poolSize: 2 });
    const ids = new Map([left, right].map((tenantId) => [tenantId, new Set<string>()]));
    for (const tenantId of ids.keys()) await scoped(tenantId, () => query('DELETE FROM notes'));
    const own = (tenantId: TenantId) => ids.get(tenantId) as Set<string>;
    const add = (tenantId: TenantId, id = testIds.next()) =>
      query('INSERT INTO notes VALUES ($1, $2, $3)', [id, tenantId, 'note']).then(() => id);
    const expectOwn = async (tenantId: TenantId) => {
      for (const { tenant_id } of await query('SELECT tenant_id FROM notes'))
        expect(tenant_id).toBe(tenantId);
    };
    const expectBrokenOff = (tenantId: TenantId, ...statements: readonly string[]) =>
      expect(
        scoped(tenantId, async () => {
          await add(tenantId);
          for (const statement of statements) await query(statement);
        }),
      ).rejects.toThrow();
    const operations: ((tenantId: TenantId, other: TenantId) => Promise<unknown>)[] = [
      async (tenantId) => own(tenantId).add(await scoped(tenantId, () => add(tenantId))),
      async (tenantId) => own(tenantId).add(await run(() => scoped(tenantId, () => add(tenantId)))),
      (tenantId) => scoped(tenantId, () => expectOwn(tenantId)),
      (tenantId) => scoped(tenantId, () => query('UPDATE notes SET name = name')),
      async (tenantId) => {
        const [id] = own(tenantId);
        if (id === undefined || !own(tenantId).delete(id)) return;
        await scoped(tenantId, () => query('DELETE FROM notes WHERE id = $1', [id]));
      },
      (tenantId, other) => expect(scoped(tenantId, () => add(other))).rejects.toThrow(),
      (tenantId) =>
        expect(
          scoped(tenantId, async () => {
            await add(tenantId);
            throw new Error('boom');
          }),
        ).rejects.toThrow('boom'),
      // Ended by the time that is allowed, by somebody else, and with its connection.
      (tenantId) => expectBrokenOff(tenantId, 'SET LOCAL statement_timeout = 1', 'SELECT pg_sleep(30)'),
      (tenantId) => expectBrokenOff(tenantId, 'SELECT pg_cancel_backend(pg_backend_pid()), pg_sleep(30)'),
      (tenantId) => expectBrokenOff(tenantId, 'SELECT pg_terminate_backend(pg_backend_pid())'),
      async () => expect(await raw(everything)).toEqual([]),
      async () => expect(await run(() => query(everything))).toEqual([]),
      (tenantId, other) =>
        run(async () => {
          await scoped(tenantId, () => expectOwn(tenantId));
          await scoped(other, () => expectOwn(other));
        }),
    ];
    let next = 0;
    const work = async () => {
      for (let index = next++; index < 1000; index = next++) {
        const [tenantId, other] = index % 2 === 0 ? [left, right] : [right, left];
        await operations[Math.floor(index / 2) % operations.length]?.(tenantId, other);
      }
    };
    await Promise.all(Array.from({ length: 8 }, work));
    // On both connections at once.
    const atRest = `SELECT nullif(current_setting('gatehouse.tenant_id', true), '') AS tenant, (SELECT count(*)::int FROM notes) AS rows`;
    const runners = [1, 2].map(() => database.dataSource.createQueryRunner());
    const kept = await Promise.all(runners.map((runner) => runner.query(atRest)));
    await Promise.all(runners.map((runner) => runner.release()));
    expect(kept).toEqual(runners.map(() => [{ tenant: null, rows: 0 }]));
    for (const tenantId of ids.keys()) {
      const rows: { id: string }[] = await scoped(tenantId, () => query('SELECT id FROM notes'));
      expect(new Set(rows.map(({ id }) => id))).toEqual(own(tenantId));
      expect(rows.length).toBeGreaterThan(10);
    }
  });
});
