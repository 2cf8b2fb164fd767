import { afterEach, describe, expect, it } from 'vitest';
import { Migrator } from '#infrastructure/postgres/migrator.js';
import { builtInSchema } from '#testing/built-in-schema.js';
import { execute } from '#testing/execute.js';
import { createBlankDatabase, databaseTargets, type TestDatabase } from '#testing/test-database.js';

const schema = await builtInSchema();
const index = schema.migrations.findIndex(({ name }) => name.startsWith('events/create-event-log'));
const idOf = (number: number) => `01a1f8b5-bc48-76fc-83f2-00000000000${number}`;

/** One that waits, one that was delivered and one that is parked, not in the order of their ids. */
const outbox = `
  INSERT INTO outbox (id, name, version, subject_id, occurred_at, payload, actor_id, ip, user_agent, request_id,
    attempts, next_attempt_at, delivered_at, parked_at, last_error)
  VALUES
    ('${idOf(3)}', 'user.renamed', 1, 'third', '2026-01-03', '{}', NULL, NULL, NULL, NULL, 0, '2026-01-03', NULL, NULL, NULL),
    ('${idOf(1)}', 'user.registered', 1, 'first', '2026-01-01', '{"a": "b"}', '${idOf(9)}', '192.0.2.1', 'agent', 'request', 1,
      '2026-01-01', '2026-01-02', NULL, NULL),
    ('${idOf(2)}', 'user.renamed', 1, 'second', '2026-01-02', '{}', NULL, NULL, NULL, NULL, 10, '2026-01-02', NULL, '2026-01-04',
      'reason')`;

describe.each(databaseTargets)('the migration to the event log on the %s PostgreSQL', (target) => {
  let database: TestDatabase | undefined;
  afterEach(() => database?.drop());

  it('takes what the outbox has in order, and gives it back', async () => {
    database = await createBlankDatabase(target);
    const { ownerUrl: url, url: serviceUrl } = database;
    const migratorTo = (end: number) =>
      new Migrator(
        url,
        { ...schema, tenantTables: [], migrations: schema.migrations.slice(0, end) },
        { serviceUrl },
      );
    await migratorTo(index).up();
    await execute(url, outbox);
    const migrator = migratorTo(index + 1);
    await migrator.up();
    const events = await execute(url, 'SELECT * FROM events ORDER BY position');
    expect(events).toMatchObject([
      {
        position: '1',
        id: idOf(1),
        name: 'user.registered',
        version: 1,
        subject_id: 'first',
        payload: { a: 'b' },
        actor_id: idOf(9),
        ip: '192.0.2.1',
        user_agent: 'agent',
        request_id: 'request',
      },
      { position: '2', subject_id: 'second' },
      { position: '3', subject_id: 'third' },
    ]);
    await execute(
      url,
      `INSERT INTO event_subscriptions (name, position) VALUES ('audit-log', 2), ('other', 3);
       INSERT INTO event_dead_letters (subscription, position, attempts, last_error)
       VALUES ('audit-log', 2, 8, 'reason'), ('other', 1, 8, 'reason')`,
    );
    await migrator.down();
    const rows = await execute(
      url,
      `SELECT subject_id, attempts, delivered_at IS NOT NULL AS delivered, parked_at IS NOT NULL AS parked, last_error
       FROM outbox ORDER BY id`,
    );
    expect(rows).toEqual([
      { subject_id: 'first', attempts: 0, delivered: true, parked: false, last_error: null },
      { subject_id: 'second', attempts: 8, delivered: false, parked: true, last_error: 'reason' },
      { subject_id: 'third', attempts: 0, delivered: false, parked: false, last_error: null },
    ]);
    await migrator.up();
    expect(await execute(url, 'SELECT id FROM events ORDER BY position')).toHaveLength(3);
  });
});
