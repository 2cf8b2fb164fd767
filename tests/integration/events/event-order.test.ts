import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { everyEvent } from '#application/events/event-feed.js';
import type { Database } from '#infrastructure/postgres/database.js';
import { TypeOrmEventFeed } from '#infrastructure/postgres/events/event-feed.js';
import { TypeOrmSubscriptionStore } from '#infrastructure/postgres/events/subscription-store.js';
import { execute } from '#testing/execute.js';
import { createTestDatabase, databaseTargets, type TestDatabase } from '#testing/test-database.js';
import { aSubscription } from '../../support/builders/subscription.js';
import { openDatabase } from '../persistence/open-database.js';

const reader = aSubscription({ name: 'reader' });

/** What appending transactions of other processes do, step by step. */
describe.each(databaseTargets)('the order of the log on the %s PostgreSQL', (target) => {
  let testDatabase: TestDatabase;
  let database: Database;
  let store: TypeOrmSubscriptionStore;
  const clients: pg.Client[] = [];
  beforeEach(async () => {
    testDatabase = await createTestDatabase(target);
    database = await openDatabase(testDatabase.url);
    store = new TypeOrmSubscriptionStore(database);
    await store.register([reader]);
  });
  afterEach(async () => {
    await Promise.all(clients.splice(0).map((client) => client.end().catch(() => undefined)));
    await database.close();
    await testDatabase.drop();
  });

  const connect = async () => {
    const client = new pg.Client({ connectionString: testDatabase.url });
    client.on('error', () => undefined);
    await client.connect();
    clients.push(client);
    return client;
  };
  const begin = async () => {
    const client = await connect();
    await client.query('BEGIN');
    return client;
  };
  const append = (client: pg.Client, subject: string) =>
    client.query(
      `INSERT INTO events (id, name, version, subject_id, occurred_at, payload)
       VALUES ($1, 'user.renamed', 1, $2, now(), '{}')`,
      [randomUUID(), subject],
    );
  /** The subjects of what may be read and was not read before, each once. */
  const readOn = async (): Promise<string[]> => {
    const lease = { subscription: reader.name, owner: randomUUID(), milliseconds: 60_000 };
    const turn = await store.claim(reader, lease);
    if (turn === null) return [];
    const events = await store.read(reader, turn.position, turn.end, 1_000);
    await store.finish(lease, turn.end);
    return events.map(({ subjectId }) => subjectId);
  };

  it('reads nothing behind a transaction that has appended and is still open', async () => {
    const [first, second] = [await begin(), await connect()];
    await append(second, 'before');
    await append(first, 'open');
    await append(second, 'behind');
    expect(await readOn()).toEqual(['before']);
    await append(first, 'open too');
    await append(second, 'far behind');
    expect(await readOn()).toEqual([]);
    await first.query('COMMIT');
    expect(await readOn()).toEqual(['open', 'behind', 'open too', 'far behind']);
    expect(await readOn()).toEqual([]);
  });

  it('gives readers outside nothing behind such a transaction either, nor leaves its events out', async () => {
    const feed = new TypeOrmEventFeed(database);
    const [first, second] = [await begin(), await connect()];
    const told: string[] = [];
    let next: number | 'beginning' = 'beginning';
    const readFeed = async () => {
      const page = await feed.read(next, everyEvent, 10);
      next = page.next;
      told.push(...page.events.map(({ subjectId }) => subjectId));
      return page;
    };
    await append(second, 'before');
    await append(first, 'open');
    await append(second, 'behind');
    expect(await readFeed()).toMatchObject({ hasMore: false, last: 3 });
    expect(told).toEqual(['before']);
    expect((await feed.read('now', everyEvent, 10)).next).toBe(1);
    // Another instance may have read further before that one had begun.
    expect(await feed.read(3, everyEvent, 10)).toMatchObject({ events: [], next: 3, end: 1 });
    await first.query('COMMIT');
    await readFeed();
    expect(told).toEqual(['before', 'open', 'behind']);
  });

  it('does not go back for readers outside when somebody begins late', async () => {
    const feed = new TypeOrmEventFeed(database);
    const [first, second] = [await begin(), await connect()];
    await append(second, 'before');
    expect((await feed.read('now', everyEvent, 10)).next).toBe(1);
    // What a transaction does that has read the last position and is then held up.
    await first.query('SELECT pg_advisory_xact_lock_shared((26465::bigint << 48) | 0)');
    expect(await feed.read('now', everyEvent, 10)).toMatchObject({ next: 1, end: 1 });
    expect(await new TypeOrmEventFeed(database).read('now', everyEvent, 10)).toMatchObject({ end: 0 });
  });

  it.each([
    ['rolls back', (client: pg.Client) => client.query('ROLLBACK')],
    ['is cut off', (client: pg.Client) => client.query('SELECT pg_terminate_backend(pg_backend_pid())')],
  ])('goes on when it %s', async (_, end) => {
    const [first, second] = [await begin(), await connect()];
    await append(first, 'never');
    await append(second, 'behind');
    expect(await readOn()).toEqual([]);
    await end(first).catch(() => undefined);
    await expect.poll(readOn).toEqual(['behind']);
  });

  it('waits for nobody who does not append', async () => {
    const [idle, writing, second] = [await begin(), await begin(), await connect()];
    await idle.query('SELECT pg_current_xact_id()');
    await writing.query(`INSERT INTO login_attempts VALUES ('key', 1, now())`);
    await append(second, 'now');
    expect(await readOn()).toEqual(['now']);
  });

  it('keeps the events of a subject in order, whichever transaction began to write first', async () => {
    const [early, late] = [await begin(), await begin()];
    await early.query(`INSERT INTO login_attempts VALUES ('early', 1, now())`);
    await late.query(`INSERT INTO login_attempts VALUES ('late', 1, now())`);
    // `early` comes to the subject only when `late` is done with it, as a row lock would have it.
    await append(late, 'first');
    await late.query('COMMIT');
    await append(early, 'second');
    await early.query('COMMIT');
    expect(await readOn()).toEqual(['first', 'second']);
  });

  it('is kept where a part was rolled back', async () => {
    const [first, second] = [await begin(), await connect()];
    await first.query('SAVEPOINT part');
    await append(first, 'never');
    await first.query('ROLLBACK TO SAVEPOINT part');
    await append(second, 'between');
    await append(first, 'after all');
    await append(second, 'behind');
    expect(await readOn()).toEqual(['between']);
    await first.query('COMMIT');
    expect(await readOn()).toEqual(['after all', 'behind']);
  });

  it('asks for one lock, however often a transaction appends', async () => {
    const client = await begin();
    for (let count = 0; count < 100; count += 1) await append(client, String(count));
    const { rows } = await client.query(
      `SELECT count(*)::integer FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()`,
    );
    expect(rows).toEqual([{ count: 1 }]);
  });

  it('loses nothing and repeats nothing under many writers', async () => {
    const writers = await Promise.all(Array.from({ length: 6 }, connect));
    const written = Promise.all(
      writers.map(async (client, writer) => {
        for (let round = 0; round < 30; round += 1) {
          await client.query('BEGIN');
          await append(client, `${writer} ${round} a`);
          if (round % 3 === 0) await client.query('SELECT pg_sleep(0.003)');
          await append(client, `${writer} ${round} b`);
          await client.query(round % 5 === 4 ? 'ROLLBACK' : 'COMMIT');
        }
      }),
    );
    const seen: string[] = [];
    let isWriting = true;
    void written.finally(() => {
      isWriting = false;
    });
    while (isWriting) seen.push(...(await readOn()));
    for (let more = await readOn(); more.length > 0; more = await readOn()) seen.push(...more);
    await written;
    const committed = (await execute(
      testDatabase.url,
      'SELECT subject_id AS s FROM events ORDER BY position',
    )) as {
      s: string;
    }[];
    expect(committed).toHaveLength(6 * 24 * 2);
    expect(seen).toEqual(committed.map(({ s }) => s));
  });
});
