import type { Logger } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemContext } from '#application/shared/request-context.js';
import type { UserFilter, UserSort } from '#application/users/user-queries.js';
import { userSorts } from '#application/users/user-queries.js';
import { Email } from '#domain/users/email.js';
import { userRenamed } from '#domain/users/events.js';
import { PasswordHash } from '#domain/users/password-hash.js';
import { Username } from '#domain/users/username.js';
import type { Database } from '#infrastructure/postgres/database.js';
import { silentTypeOrmLogger } from '#infrastructure/postgres/silent-logger.js';
import { execute } from '#testing/execute.js';
import { aSessionId, aUserId, testIds } from '#testing/ids.js';
import { createTestDatabase, type TestDatabase } from '#testing/test-database.js';
import type { Adapters } from '../../contract/adapters.js';
import { times } from '../../contract/fixture.js';
import { postgresAdapters } from '../../contract/postgres-adapters.js';
import { anAuditEntry } from '../../support/builders/audit-entry.js';
import { aSession } from '../../support/builders/session.js';
import { aSubscription } from '../../support/builders/subscription.js';
import { aUser } from '../../support/builders/user.js';
import { openDatabase } from './open-database.js';

const now = new Date('2026-06-01T00:00:00.000Z');
const later = new Date('2026-06-01T00:01:00.000Z');

const seedAttempts = `
  INSERT INTO login_attempts (key, count, resets_at) SELECT 'key' || n, 1, '2999-06-02'::timestamptz + n * interval '1 second'
  FROM generate_series(1, 20000) AS n`;

/** About 20,000 rows in each table, of which few are due, ended, administrators or deactivated. */
const seed = `
  INSERT INTO users (id, email, username, password_hash, roles, is_active, created_at, updated_at, version)
  SELECT gen_random_uuid(), 'person' || n || '@' || 'domain' || n % 500 || '.example', 'person' || n, '$hash',
    CASE WHEN n % 2000 = 0 THEN '{admin,user}'::text[] WHEN n % 500 = 1 THEN '{moderator}' ELSE '{user}' END,
    n % 1000 <> 3, '2026-01-01'::timestamptz + n * interval '1 minute', '2026-01-01', 1
  FROM generate_series(1, 20000) AS n;
  INSERT INTO sessions (id, user_id, amr, authenticated_at, token_hash, created_at, last_used_at, idle_expires_at,
    expires_at, ip, network, ended_at, end_reason, version)
  SELECT gen_random_uuid(), id, '{pwd}', created_at, 'hash', created_at, created_at, created_at + interval '1 year',
    created_at + interval '1 year', '192.0.2.1', '192.0.2.1',
    CASE WHEN row_number() OVER () % 100 = 0 THEN created_at END,
    CASE WHEN row_number() OVER () % 100 = 0 THEN 'logout' END, 1
  FROM users;
  INSERT INTO events (id, name, version, subject_id, occurred_at, payload, appended_at)
  SELECT gen_random_uuid(), CASE WHEN n % 2000 = 0 THEN 'user.renamed' ELSE 'user.registered' END, 1, n,
    '2026-01-01', '{}', '2026-01-01'::timestamptz + n * interval '1 second'
  FROM generate_series(1, 20000) AS n;
  INSERT INTO event_subscriptions (name, position)
  SELECT 'subscription' || n, 19900 + n FROM generate_series(1, 30) AS n;
  INSERT INTO event_dead_letters (subscription, position, attempts, last_error, is_due)
  SELECT 'subscription' || n % 30 + 1, n, 8, 'reason', n % 500 = 0 FROM generate_series(1, 15000) AS n;
  INSERT INTO audit_entries (id, occurred_at, action, outcome, actor_id, target_id, details)
  SELECT gen_random_uuid(), '2026-01-01'::timestamptz + n * interval '1 minute', 'action' || n % 40, 'success',
    md5('actor' || n % 500)::uuid, 'target' || n % 500, '{}'
  FROM generate_series(1, 20000) AS n;
  ${seedAttempts};
  INSERT INTO idempotent_requests SELECT 'id' || n, 'f', gen_random_uuid(), 201, '{}', '{}', '2999-06-02'::timestamptz
  FROM generate_series(1, 20000) AS n;
  INSERT INTO signing_keys SELECT 'key' || n, 'ES256', '{}', 'secret', '2026-01-01', '2026-01-01', NULL
  FROM generate_series(1, 3) AS n`;

interface Statement {
  readonly sql: string;
  readonly parameters: unknown[];
}

/** Keeps the statements that the adapters run. */
class StatementLog {
  readonly statements: Statement[] = [];
  readonly logger: Logger = {
    ...silentTypeOrmLogger,
    logQuery: (sql, parameters) => {
      if (!/^\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\b/.test(sql)) return;
      this.statements.push({ sql, parameters: Array.isArray(parameters) ? parameters : [] });
    },
  };
}

/** The tables of subscriptions and of databases have a few rows each. */
const withoutSmall = (plans: readonly string[]) =>
  plans.filter((plan) => /Seq Scan on (?!event_subscriptions|pg_)/.test(plan));

describe('each query of the adapters uses an index', () => {
  const log = new StatementLog();
  let testDatabase: TestDatabase;
  let database: Database;
  let adapters: Omit<Adapters, 'close'>;

  beforeAll(async () => {
    testDatabase = await createTestDatabase();
    database = await openDatabase(testDatabase.url, {}, log.logger);
    adapters = postgresAdapters(database);
    await database.dataSource.query(seed);
    await execute(testDatabase.ownerUrl, 'VACUUM ANALYZE');
  });
  afterAll(async () => {
    await database?.close();
    await testDatabase?.drop();
  });

  const run = <T>(work: () => Promise<T>) => adapters.unitOfWork.run(systemContext, work);

  /** The plans of what `use` runs, that read a whole table. */
  async function sequentialScans(use: () => Promise<unknown>): Promise<string[]> {
    log.statements.length = 0;
    await use();
    const statements = log.statements.splice(0);
    expect(statements).not.toEqual([]);
    const plans = await Promise.all(
      statements.map(async ({ sql, parameters }) => {
        const rows: Record<string, string>[] = await database.dataSource.query(`EXPLAIN ${sql}`, parameters);
        return [sql, ...rows.map((row) => row['QUERY PLAN'])].join('\n');
      }),
    );
    return plans.filter((plan) => /Seq Scan/.test(plan));
  }

  const filters: Record<string, UserFilter> = {
    role: { role: 'admin' },
    inactive: { isActive: false },
    domain: { emailDomain: 'domain7.example' },
    search: { search: 'son1234' },
    creation: {
      createdAfter: new Date('2026-01-14T00:00:00Z'),
      createdBefore: new Date('2026-01-14T06:00:00Z'),
    },
    several: { emailDomain: 'domain7.example', role: 'user', isActive: true },
  };

  it.each(Object.entries(filters))('users by %s, as pages and behind cursors', async (_, filter) => {
    expect(await sequentialScans(() => adapters.userQueries.listByPage(filter, '-createdAt', 1, 20))).toEqual(
      [],
    );
    expect(
      await sequentialScans(() => adapters.userQueries.listByCursor(filter, '-createdAt', null, 20)),
    ).toEqual([]);
  });

  it.each(userSorts)('users sorted by %s, deep behind a cursor', async (sort: UserSort) => {
    const { nextCursor } = await adapters.userQueries.listByCursor({}, sort, null, 10_000);
    expect(await sequentialScans(() => adapters.userQueries.listByCursor({}, sort, nextCursor, 20))).toEqual(
      [],
    );
    expect(
      await sequentialScans(() => adapters.userQueries.listByCursor({ isActive: true }, sort, null, 20)),
    ).toEqual([]);
  });

  it('a user', async () => {
    const user = aUser();
    const { users } = adapters;
    const scans = await sequentialScans(async () => {
      await run(() => users.add(user));
      await adapters.userQueries.findById(user.id);
      await users.findById(user.id);
      await users.findByEmail(Email.parse('person1@domain1.example'));
      await users.findByUsername(Username.parse('person1'));
      await run(async () => {
        await users.findActiveHolders([['admin'], ['admin']]);
        await users.isRoleHeld('admin');
        const own = await users.findByIdForUpdate(user.id);
        if (own === null) return;
        own.rename(Username.parse('renamed'), now);
        await users.save(own);
        await users.saveLogin(own, new PasswordHash('$other'));
      });
      const stored = await users.findById(user.id);
      if (stored !== null) await run(() => users.remove(stored));
    });
    expect(scans).toEqual([]);
  });

  it('sessions', async () => {
    const { sessions, sessionQueries } = adapters;
    const user = aUser();
    await run(() => adapters.users.add(user));
    const scans = await sequentialScans(async () => {
      const session = aSession({ userId: user.id });
      await run(() => sessions.add(session));
      await sessions.findById(session.id);
      await sessions.hasUsedNetwork(user.id, '192.0.2.1');
      await sessionQueries.findPrincipal(session.id, user.id);
      await sessionQueries.listAliveByUser(user.id, now);
      await run(async () => {
        await sessions.findByIdForUpdate(session.id);
        const alive = await sessions.findAliveByUser(user.id, new Date(0));
        for (const own of alive) own.revoke('logout', now);
        await sessions.save(...alive);
      });
      await sessionQueries.findPrincipal(aSessionId(), user.id);
    });
    expect(scans).toEqual([]);
  });

  it('the audit log', async () => {
    const { auditLog, auditQueries } = adapters;
    const entry = anAuditEntry();
    await run(() => auditLog.append(entry));
    for (const filter of [
      {},
      { actor: aUserId() },
      { target: 'target3' },
      { action: 'action3' },
      { from: now, to: later },
      { target: 'target3', from: now },
    ]) {
      expect(await sequentialScans(() => auditQueries.list(filter, null, 20))).toEqual([]);
      expect(await sequentialScans(() => auditQueries.list(filter, entry.id, 20))).toEqual([]);
    }
  });

  it('the event log', async () => {
    const { subscriptionStore, subscriptionDesk } = adapters;
    const all = aSubscription({ name: 'subscription1' });
    const few = aSubscription({ name: 'subscription2', events: [userRenamed] });
    const failure = { attempts: 1, error: 'reason' };
    const scans = await sequentialScans(async () => {
      for (const subscription of [all, few]) {
        const { name } = subscription;
        const lease = { subscription: name, owner: name, milliseconds: 60_000 };
        await subscriptionStore.due([subscription]);
        const turn = await subscriptionStore.claim(subscription, lease);
        if (turn === null) throw new Error('Nothing is due');
        const [event] = await subscriptionStore.read(subscription, turn.position, turn.end, 10);
        if (event === undefined) throw new Error('Nothing was read');
        await subscriptionStore.dueLetters(name, 10);
        await subscriptionStore.keep(name, event.position, failure);
        await subscriptionStore.settle(name, event.position);
        await subscriptionStore.park(lease, event, failure);
        await subscriptionStore.move(lease, turn.end);
        await run(() => subscriptionStore.hold(lease));
        await subscriptionStore.finish(lease, turn.end);
        await subscriptionDesk.deadLetters(name, 0, 10);
        await subscriptionDesk.retry(name, event.id);
        await subscriptionDesk.discard(name, event.id);
        await subscriptionDesk.replay(name, null);
      }
    });
    expect(withoutSmall(scans)).toEqual([]);
  });

  const limits = ['a', 'b', 'c'].map((key) => ({ key, limit: 5, windowSeconds: 60 }));
  const countAttempts = async () => {
    await adapters.loginAttempts.reserve(limits);
    await adapters.loginAttempts.fail(limits);
    // As many as PostgreSQL expects, when it plans once for all numbers of them.
    await adapters.loginAttempts.release(
      times(10, (index) => ({ limit: 5, windowSeconds: 60, key: `${index}` })),
    );
  };

  it('login attempts', async () => {
    expect(await sequentialScans(countAttempts)).toEqual([]);
  });

  it('login attempts, though there seem to be few, as in the first minutes of a service', async () => {
    await execute(testDatabase.ownerUrl, 'TRUNCATE login_attempts');
    try {
      expect(await sequentialScans(countAttempts)).toEqual([]);
    } finally {
      await database.dataSource.query(seedAttempts);
      await execute(testDatabase.ownerUrl, 'VACUUM ANALYZE login_attempts');
    }
  });

  it('idempotent requests', async () => {
    const scans = await sequentialScans(async () => {
      const result = await adapters.idempotency.claim({ id: 'new', fingerprints: ['f'] });
      await adapters.idempotency.claim({ id: 'id1', fingerprints: ['f'] });
      const claim = result.kind === 'claimed' ? result.claim : '';
      await adapters.idempotency.complete('new', claim, { status: 201, headers: {}, body: '{}' });
      await adapters.idempotency.release('new', claim);
    });
    expect(scans).toEqual([]);
  });

  it('retention', async () => {
    const scans = await sequentialScans(async () => {
      await adapters.sessionRetention.deleteOverFor(30 * 86_400, 100);
      await adapters.attemptRetention.deleteOverFor(0, 100);
      await adapters.idempotencyRetention.deleteOverFor(0, 100);
    });
    expect(withoutSmall(scans)).toEqual([]);
  });

  it('is shown by a plan that would reveal it', async () => {
    const scans = await sequentialScans(() =>
      database.dataSource.query('SELECT count(*) FROM users WHERE password_hash = $1', [testIds.next()]),
    );
    expect(scans).toHaveLength(1);
  });
});
