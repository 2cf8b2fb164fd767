import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { execute } from '#testing/execute.js';
import { createTestDatabase, databaseTargets, type TestDatabase } from '#testing/test-database.js';

const user = (columns: Record<string, string> = {}) => {
  const values = {
    id: 'gen_random_uuid()',
    email: `gen_random_uuid() || '@example.com'`,
    username: 'gen_random_uuid()',
    password_hash: `'$hash'`,
    roles: `'{user}'`,
    is_active: 'true',
    created_at: 'now()',
    updated_at: 'now()',
    version: '1',
    ...columns,
  };
  return `INSERT INTO users (${Object.keys(values)}) VALUES (${Object.values(values)})`;
};

describe.each(databaseTargets)('the schema on the %s PostgreSQL', (target) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase(target);
    await execute(database.url, user());
    await execute(
      database.url,
      `INSERT INTO audit_entries (id, occurred_at, action, outcome, details)
       SELECT gen_random_uuid(), now(), 'action', 'success', '{}' FROM generate_series(1, 3)`,
    );
  });
  afterAll(() => database?.drop());

  it.each([
    ['users_email_canonical_check', user({ email: `'Anna@example.com'` })],
    ['users_email_canonical_check', user({ email: `'anna'` })],
    ['users_username_canonical_check', user({ username: `'Anna'` })],
    ['users_username_canonical_check', user({ username: `'anna@example'` })],
    ['users_roles_check', user({ roles: `'{}'` })],
    ['users_version_check', user({ version: '0' })],
    [
      'signing_keys_public_jwk_check',
      `INSERT INTO signing_keys VALUES ('k', 'ES256', '{"d": "secret"}', 's', now(), now())`,
    ],
    [
      'events_payload_check',
      `INSERT INTO events (id, name, version, subject_id, occurred_at, payload) VALUES (gen_random_uuid(), 'n', 1, 's', now(), '[]')`,
    ],
    [
      'event_subscriptions_lease_check',
      `INSERT INTO event_subscriptions (name, position, owner) VALUES ('n', 0, 'nobody')`,
    ],
    [
      'event_dead_letters_position_fkey',
      `WITH s AS (INSERT INTO event_subscriptions (name, position) VALUES ('n', 0) RETURNING name)
       INSERT INTO event_dead_letters (subscription, position, attempts, last_error) SELECT name, 99, 1, 'e' FROM s`,
    ],
    ['login_attempts_count_check', `INSERT INTO login_attempts VALUES ('k', -1, now())`],
    ['login_attempts_pending_check', `INSERT INTO login_attempts VALUES ('k', 0, now(), -1)`],
    [
      'idempotent_requests_answer_check',
      `INSERT INTO idempotent_requests VALUES ('i', 'f', gen_random_uuid(), 201, NULL, '', now())`,
    ],
    [
      'mfa_factors_pending_key',
      `INSERT INTO mfa_factors (id, user_id, type, sealed_secret, created_at)
       SELECT gen_random_uuid(), id, 'totp', 's', now() FROM users, generate_series(1, 2)`,
    ],
    [
      'mfa_factors_type_check',
      `INSERT INTO mfa_factors (id, user_id, type, sealed_secret, created_at)
       SELECT gen_random_uuid(), id, 'sms', 's', now() FROM users`,
    ],
    [
      'mfa_challenges_tries_left_check',
      `INSERT INTO mfa_challenges SELECT 'd', 'mfa', id, 1, '{pwd}', -1, now() FROM users`,
    ],
    [
      'mfa_challenges_kind_check',
      `INSERT INTO mfa_challenges SELECT 'd', 'other', id, 1, '{pwd}', 5, now() FROM users`,
    ],
    [
      'audit_entries_outcome_check',
      `INSERT INTO audit_entries (id, occurred_at, action, outcome, details) VALUES (gen_random_uuid(), now(), 'a', 'maybe', '{}')`,
    ],
  ])('enforces %s', async (constraint, sql) => {
    await expect(execute(database.url, sql)).rejects.toMatchObject({ constraint });
  });

  it.each([
    `UPDATE audit_entries SET action = 'other'`,
    'DELETE FROM audit_entries',
    'TRUNCATE audit_entries',
    `BEGIN; SET LOCAL gatehouse.audit_retention = 'on'; UPDATE audit_entries SET action = 'other'`,
    `BEGIN; SET LOCAL gatehouse.audit_retention = 'on'; TRUNCATE audit_entries`,
  ])('keeps audit entries from %s, also of their owner', async (sql) => {
    await expect(execute(database.ownerUrl, sql)).rejects.toThrow('append-only');
    await expect(execute(database.url, sql)).rejects.toThrow(/append-only|permission denied/);
  });

  it.each([
    '',
    'SET search_path = pg_temp, pg_catalog;',
    'CREATE TEMP TABLE pg_class AS SELECT * FROM pg_class; UPDATE pg_class SET relowner = current_user::regrole;',
  ])('keeps them from a retention policy of the service, even after %j', async (before) => {
    await expect(
      execute(
        database.url,
        `${before} SET gatehouse.audit_retention = 'on'; DELETE FROM public.audit_entries`,
      ),
    ).rejects.toThrow('append-only');
  });

  it('lets a retention policy of the owner that says so delete them', async () => {
    await execute(
      database.ownerUrl,
      `BEGIN; SET LOCAL gatehouse.audit_retention = 'on'; DELETE FROM audit_entries; COMMIT`,
    );
    expect(await execute(database.url, 'SELECT * FROM audit_entries')).toEqual([]);
  });
});
