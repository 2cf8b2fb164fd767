import 'reflect-metadata';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { systemContext } from '#application/shared/request-context.js';
import type { ServiceAccountId, TenantId, UserId } from '#domain/shared/ids.js';
import type { Database } from '#infrastructure/postgres/database.js';
import { PostgresApiKeyQueries } from '#infrastructure/postgres/service-accounts/api-key-queries.js';
import { PostgresServiceAccountQueries } from '#infrastructure/postgres/service-accounts/service-account-queries.js';
import { TypeOrmUnitOfWork } from '#infrastructure/postgres/unit-of-work.js';
import { aTenantId, aUserId, testIds } from '#testing/ids.js';
import { silentLogger } from '#testing/loggers.js';
import { createTestDatabase, databaseTargets, type TestDatabase } from '#testing/test-database.js';
import { noDelay, openDatabase } from '../persistence/open-database.js';
import { mutantsOf, RewritingDatabase } from '../tenants/support/mutants.js';

const asWritten = (statement: string) => statement;
const at = new Date('2026-03-01T12:00:00.123Z');

/** Whose accounts there are: of no tenant, or of one. */
const belongings = (tenantId: TenantId | null) => ({
  tenantId,
  accounts: [testIds.next(), testIds.next()].sort() as ServiceAccountId[],
});
type Belongings = ReturnType<typeof belongings>;

/**
 * Unlike other tables of tenants, that of service accounts can be read outside of all scopes: whose a key is, is known
 * only once it was looked up. So it is shown here, one by one, what each statement tells that has lost a condition.
 */
describe.each(databaseTargets)(
  'statements about service accounts that have lost a condition, on the %s PostgreSQL',
  (target) => {
    const [house, left, right] = [belongings(null), belongings(aTenantId()), belongings(aTenantId())];
    let testDatabase: TestDatabase;
    let administrator: pg.Client;
    let database: Database;
    let unitOfWork: TypeOrmUnitOfWork;
    let rewriting: RewritingDatabase;
    let accounts: PostgresServiceAccountQueries;
    let keys: PostgresApiKeyQueries;
    const user = aUserId();

    beforeAll(async () => {
      testDatabase = await createTestDatabase(target);
      administrator = new pg.Client({ connectionString: testDatabase.adminUrl });
      await administrator.connect();
      database = await openDatabase(testDatabase.url, { poolSize: 1 });
      unitOfWork = new TypeOrmUnitOfWork(database, silentLogger, noDelay);
      rewriting = new RewritingDatabase(database);
      const through = rewriting as unknown as Database;
      accounts = new PostgresServiceAccountQueries(through);
      keys = new PostgresApiKeyQueries(through);
      for (const { tenantId } of [left, right]) {
        await administrator.query(
          `INSERT INTO tenants (id, name, slug, metadata, version, created_at, updated_at)
           VALUES ($1, $2, $2, '{}', 1, now(), now())`,
          [tenantId, `tenant-${tenantId}`],
        );
      }
      await administrator.query(
        `INSERT INTO users (id, email, username, roles, is_active, version, created_at, updated_at)
         VALUES ($1, 'person@example.org', 'person', '{user}', true, 1, now(), now())`,
        [user],
      );
    });
    afterAll(async () => {
      await database?.close();
      await administrator?.end();
      await testDatabase?.drop();
    });
    beforeEach(() => {
      rewriting.rewrite = asWritten;
    });

    /** Each account with a key, and somebody with one of their own. */
    const furnish = async (...all: readonly Belongings[]) => {
      await administrator.query('DELETE FROM api_keys');
      await administrator.query('DELETE FROM service_accounts');
      const keyOf = (account: ServiceAccountId | null, owner: UserId | null) =>
        administrator.query(
          `INSERT INTO api_keys (id, service_account_id, user_id, name, permissions, secret_hash, created_at)
           VALUES ($1, $2, $3, 'K', $4, sha256('x'), $5)`,
          [testIds.next(), account, owner, owner && [], at],
        );
      await keyOf(null, user);
      for (const { tenantId, accounts: made } of all) {
        for (const id of made) {
          await administrator.query(
            `INSERT INTO service_accounts (id, name, permissions, tenant_id, is_active, created_at, updated_at, version)
             VALUES ($1, 'P', '{}', $2, true, $3, $3, 1)`,
            [id, tenantId, at],
          );
          await keyOf(id, null);
        }
      }
    };
    const within = <T>({ tenantId }: Belongings, work: () => Promise<T>) =>
      tenantId === null ? work() : unitOfWork.scoped(tenantId, systemContext, work);
    /** What all mutants of its statements tell, the statement itself first. */
    const toldBy = async (of: Belongings, work: () => Promise<unknown>) => {
      const statements = new Set<string>();
      rewriting.rewrite = (statement) => {
        statements.add(statement);
        return statement;
      };
      const told = new Map([['nothing', await within(of, work)]]);
      for (const original of statements) {
        for (const { without, statement } of mutantsOf(original, right.tenantId as TenantId)) {
          rewriting.rewrite = (asked) => (asked === original ? statement : asked);
          told.set(without.trim(), await within(of, work));
        }
      }
      rewriting.rewrite = asWritten;
      return told;
    };
    const listOf = (of: Belongings) => () => accounts.list(of.tenantId, null, 10);
    const idsIn = (told: unknown) => (told as { items: { id: string }[] }).items.map(({ id }) => id);

    it('list those of the place that is asked, and never others, with any condition gone', async () => {
      await furnish(house, left, right);
      for (const [place, conditions] of [
        [house, 1],
        [left, 2],
        [right, 2],
      ] as const) {
        const told = await toldBy(place, listOf(place));
        expect(told.size).toBe(1 + conditions);
        for (const [without, result] of told) {
          expect([without, idsIn(result)]).toEqual([without, place.accounts]);
        }
      }
      expect(idsIn(await within(left, listOf(house)))).toEqual([]);
      expect(idsIn(await within(left, listOf(right)))).toEqual([]);
    });

    it('would list those of tenants for the house from the table, which is why there is a view', async () => {
      await furnish(house, left, right);
      rewriting.rewrite = (statement) => statement.replace('house_service_accounts', 'service_accounts');
      expect(idsIn(await listOf(house)()).length).toBe(6);
    });

    it('count those of the tenant alone', async () => {
      await furnish(house, left, right);
      const told = await toldBy(left, () => accounts.countOfTenant(left.tenantId as TenantId));
      expect([...told]).toEqual([
        ['nothing', 2],
        ['tenant_id = $1', 2],
      ]);
    });

    it('tell in a tenant of no keys of others, nor of users', async () => {
      await furnish(house, left, right);
      const [own] = left.accounts as [ServiceAccountId];
      const told = await toldBy(left, () => keys.listByOwner({ kind: 'service', id: own }, 10));
      const counts = [...told].map(([without, found]) => [without, (found as unknown[]).length]);
      expect(counts).toEqual([
        ['nothing', 1],
        ['service_account_id = $1', 2],
      ]);
      for (const owner of [
        { kind: 'user', id: user },
        { kind: 'service', id: (right.accounts as [ServiceAccountId])[0] },
        { kind: 'service', id: (house.accounts as [ServiceAccountId])[0] },
      ] as const) {
        expect(await within(left, () => keys.listByOwner(owner, 10))).toEqual([]);
      }
    });

    it('are told apart by the database: without row-level security they would mix', async () => {
      await furnish(house, left, right);
      await administrator.query('ALTER TABLE service_accounts DISABLE ROW LEVEL SECURITY');
      try {
        const told = await toldBy(left, listOf(left));
        expect(idsIn(told.get('tenant_id = $3')).length).toBe(6);
        expect(idsIn(told.get('nothing'))).toEqual(left.accounts);
      } finally {
        await administrator.query('ALTER TABLE service_accounts ENABLE ROW LEVEL SECURITY');
      }
    });

    it('look up one by its id wherever it is, since who asks for it is told apart first', async () => {
      await furnish(house, left, right);
      const direct = new PostgresServiceAccountQueries(database);
      const found = async (from: Belongings, of: Belongings) =>
        (await within(from, () => direct.findById((of.accounts as [ServiceAccountId])[0])))?.tenantId;
      expect(await found(house, left)).toBe(left.tenantId);
      expect(await found(left, left)).toBe(left.tenantId);
      expect([await found(left, right), await found(left, house)]).toEqual([undefined, undefined]);
    });

    it('have no others that name a tenant', () => {
      const methods = (adapter: object) =>
        Object.getOwnPropertyNames(Object.getPrototypeOf(adapter)).filter((name) => name !== 'constructor');
      // What somebody has made is theirs to know, wherever it is.
      expect(methods(accounts)).toEqual(['findById', 'list', 'listMadeBy', 'countOfTenant']);
      expect(methods(keys)).toEqual(['findOwnerId', 'findHolder', 'listByOwner', 'write']);
    });
  },
);
