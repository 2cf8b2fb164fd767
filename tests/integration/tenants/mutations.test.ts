import 'reflect-metadata';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemContext } from '#application/shared/request-context.js';
import { builtInFeatures } from '#composition/features.js';
import type { UserId } from '#domain/shared/ids.js';
import { Email } from '#domain/users/email.js';
import type { Database } from '#infrastructure/postgres/database.js';
import {
  PostgresInvitations,
  PostgresMembers,
  PostgresTenantRoles,
} from '#infrastructure/postgres/tenants/members.js';
import { TypeOrmUnitOfWork } from '#infrastructure/postgres/unit-of-work.js';
import { aTenantId, testIds } from '#testing/ids.js';
import { silentLogger } from '#testing/loggers.js';
import { createTestDatabase, databaseTargets, type TestDatabase } from '#testing/test-database.js';
import { noDelay, openDatabase } from '../persistence/open-database.js';
import { type Mutant, mutantsOf, RewritingDatabase } from './support/mutants.js';

const tables = builtInFeatures.flatMap(({ tenantTables = [] }) => tenantTables);
const postgres = join(import.meta.dirname, '../../../src/infrastructure/postgres');
const at = new Date('2026-03-01T12:00:00.123Z');

/** What one tenant has. */
const belongings = (name: string) => ({
  name,
  tenantId: aTenantId(),
  owner: testIds.next() as UserId,
  member: testIds.next() as UserId,
  invitation: testIds.next(),
  hash: `hash of ${name}`,
  role: `${name}-editor`,
});
type Belongings = ReturnType<typeof belongings>;

describe.each(databaseTargets)(
  'statements about tenants that have lost a condition, on the %s PostgreSQL',
  (target) => {
    const [left, right] = [belongings('left'), belongings('right')];
    const [shared, newcomer] = [testIds.next() as UserId, testIds.next() as UserId];
    let testDatabase: TestDatabase;
    let administrator: pg.Client;
    let database: Database;
    let unitOfWork: TypeOrmUnitOfWork;
    let rewriting: RewritingDatabase;

    beforeAll(async () => {
      testDatabase = await createTestDatabase(target);
      administrator = new pg.Client({ connectionString: testDatabase.adminUrl });
      await administrator.connect();
      database = await openDatabase(testDatabase.url, { poolSize: 1 });
      unitOfWork = new TypeOrmUnitOfWork(database, silentLogger, noDelay);
      rewriting = new RewritingDatabase(database);
      const people = [left.owner, left.member, right.owner, right.member, shared, newcomer];
      for (const [index, id] of people.entries()) {
        await administrator.query(
          `INSERT INTO users (id, email, username, roles, is_active, version, created_at, updated_at)
         VALUES ($1, $2 || '@example.org', $2, '{user}', true, 1, now(), now())`,
          [id, `person${index}`],
        );
      }
      for (const { tenantId, name } of [left, right]) {
        await administrator.query(
          `INSERT INTO tenants (id, name, slug, metadata, version, created_at, updated_at)
         VALUES ($1, $2, $2, '{}', 1, now(), now())`,
          [tenantId, name],
        );
      }
    });
    afterAll(async () => {
      await database?.close();
      await administrator?.end();
      await testDatabase?.drop();
    });

    const furnish = async ({ tenantId, name, owner, member, invitation, hash, role }: Belongings) => {
      for (const [userId, roles] of [
        [owner, ['owner']],
        [member, ['member', role]],
        [shared, ['member', role]],
      ]) {
        await administrator.query('INSERT INTO tenant_members VALUES ($1, $2, $3, $4)', [
          tenantId,
          userId,
          roles,
          at,
        ]);
        await administrator.query('INSERT INTO user_tenants (tenant, user_id) VALUES ($1, $2)', [
          tenantId,
          userId,
        ]);
      }
      const values = [tenantId, invitation, `${name}@example.org`, [role], hash, owner, at];
      await administrator.query(
        `INSERT INTO tenant_invitations (tenant_id, id, email, roles, token_hash, invited_by, created_at, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, 'infinity')`,
        values,
      );
      await administrator.query('INSERT INTO tenant_roles VALUES ($1, $2, $3, $4, $5, $5)', [
        tenantId,
        role,
        name,
        [],
        at,
      ]);
    };
    const empty = async () => {
      for (const table of ['user_tenants', ...tables]) await administrator.query(`DELETE FROM ${table}`);
    };
    const rowsOf = async ({ tenantId }: Belongings) => {
      const found = [];
      for (const table of tables) {
        const { rows } = await administrator.query(
          `SELECT to_jsonb(kept) - 'expires_at' AS row FROM ${table} AS kept WHERE tenant_id = $1 ORDER BY 1`,
          [tenantId],
        );
        found.push(rows);
      }
      return found;
    };

    type Adapters = ReturnType<typeof adapters>;
    const adapters = () => {
      const through = rewriting as unknown as Database;
      return {
        members: new PostgresMembers(through),
        invitations: new PostgresInvitations(through),
        roles: new PostgresTenantRoles(through),
      };
    };
    const ofBoth = <T>(work: (given: Belongings) => (all: Adapters) => Promise<T>) => [
      work(left),
      work(right),
    ];
    const ofPeople = <T>(work: (id: UserId) => (all: Adapters) => Promise<T>) =>
      [left.member, right.member, shared].map(work);
    const exercises: Readonly<Record<string, readonly ((all: Adapters) => Promise<unknown>)[]>> = {
      'members.add': [
        ({ members }) =>
          members.add({ tenantId: left.tenantId, userId: newcomer, roles: ['member'], joinedAt: at }),
      ],
      'members.saveRoles': ofPeople(
        (id) =>
          ({ members }) =>
            members.saveRoles(id, ['admin']),
      ),
      'members.remove': ofPeople(
        (id) =>
          ({ members }) =>
            members.remove(id),
      ),
      'members.find': ofPeople(
        (id) =>
          ({ members }) =>
            members.find(id),
      ),
      'members.count': [({ members }) => members.count()],
      'members.countHolders': ofBoth(
        ({ role }) =>
          ({ members }) =>
            members.countHolders(role),
      ),
      'members.list': [
        ({ members }) => members.list(null, 10),
        ({ members }) => members.list(left.owner, 10),
      ],
      'invitations.put': ofBoth(({ name, owner }) => ({ invitations }) => {
        const email = Email.rehydrate(`${name}@example.org`);
        const invitation = { tenantId: left.tenantId, id: left.member, email, roles: ['member'] };
        return invitations.put({ ...invitation, invitedBy: owner, createdAt: at }, 'hash of another', 60);
      }),
      'invitations.take': ofBoth(
        ({ hash }) =>
          ({ invitations }) =>
            invitations.take(hash),
      ),
      'invitations.remove': ofBoth(
        ({ invitation }) =>
          ({ invitations }) =>
            invitations.remove(invitation),
      ),
      'invitations.list': [({ invitations }) => invitations.list(null, 10)],
      'invitations.count': [({ invitations }) => invitations.count()],
      'invitations.isGiven': ofBoth(
        ({ role }) =>
          ({ invitations }) =>
            invitations.isGiven(role),
      ),
      'roles.list': [({ roles }) => roles.list()],
      'roles.add': ofBoth(
        ({ role }) =>
          ({ roles }) =>
            roles.add(left.tenantId, aRole(`${role}s`)),
      ),
      'roles.save': ofBoth(
        ({ role }) =>
          ({ roles }) =>
            roles.save(aRole(role)),
      ),
      'roles.remove': ofBoth(
        ({ role }) =>
          ({ roles }) =>
            roles.remove(role),
      ),
    };
    const aRole = (name: string) => ({
      name,
      description: 'Changed',
      permissions: ['a:b'],
      createdAt: at,
      updatedAt: at,
    });

    type Exercise = (all: Adapters) => Promise<unknown>;
    /** What comes of it for the left tenant, and what then is there of both. */
    async function observe(
      exercise: Exercise,
      mutant: Mutant | null,
      original: string,
      isOtherThere: boolean,
    ) {
      await empty();
      await furnish(left);
      if (isOtherThere) await furnish(right);
      rewriting.rewrite = (statement) =>
        mutant !== null && statement === original ? mutant.statement : statement;
      const outcome = await unitOfWork
        .scoped(left.tenantId, systemContext, () => exercise(adapters()))
        .then((result) =>
          JSON.stringify({ result }, (key, value) => (key === 'expiresAt' ? undefined : value)),
        )
        .catch((error) => `refused: ${error.code ?? error.message}`);
      const { rows } = await administrator.query(
        'SELECT user_id FROM user_tenants WHERE tenant = $1 ORDER BY 1',
        [right.tenantId],
      );
      return { outcome, left: await rowsOf(left), right: await rowsOf(right), members: rows };
    }

    async function statementsOf(exercise: Exercise): Promise<readonly string[]> {
      await empty();
      await furnish(left);
      const statements = new Set<string>();
      rewriting.rewrite = (statement) => {
        statements.add(statement);
        return statement;
      };
      await unitOfWork.scoped(left.tenantId, systemContext, () => exercise(adapters()));
      return [...statements];
    }

    /** @returns which mutants could be told from the left tenant whether there is a right one, or changed what it has. */
    async function leaks() {
      const nothing = async () => undefined;
      const untouched = await observe(nothing, null, '', true);
      const [tried, leaking, straying]: [string[], string[], string[]] = [[], [], []];
      for (const [name, variants] of Object.entries(exercises)) {
        for (const [index, exercise] of variants.entries()) {
          for (const statement of await statementsOf(exercise)) {
            for (const mutant of [null, ...mutantsOf(statement, right.tenantId)]) {
              const label = `${name} ${index} without ${mutant?.without.trim() ?? 'nothing'}`;
              const alone = await observe(exercise, mutant, statement, false);
              const beside = await observe(exercise, mutant, statement, true);
              tried.push(label);
              const isSame = alone.outcome === beside.outcome && same(alone.left, beside.left);
              if (!isSame || !same(beside.right, untouched.right)) leaking.push(label);
              if (!same(beside.members, untouched.members)) straying.push(label);
            }
          }
        }
      }
      return { tried, leaking, straying };
    }
    const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

    // Service accounts, which are the house's, too, are in tests/integration/service-accounts.
    it('are all those that name a table of tenants', () => {
      const naming = globSync('**/*.ts', { cwd: postgres }).filter((file) => {
        const text = readFileSync(join(postgres, file), 'utf8');
        return tables.some((table) => new RegExp(`\\b${table}\\b`).test(text));
      });
      expect(naming.filter((file) => !file.startsWith('webhooks/'))).toEqual(['tenants/members.ts']);
      // Those of webhooks are the same for the whole service, and have no condition on a tenant that they could lose.
      const webhooks = naming.filter((file) => file.startsWith('webhooks/'));
      expect(webhooks.length).toBeGreaterThan(0);
      for (const file of webhooks) {
        expect(readFileSync(join(postgres, file), 'utf8')).not.toMatch(/tenant_id\s*(=|IN|IS|<>)/);
      }
      const methods = Object.entries(adapters()).flatMap(([name, adapter]) =>
        Object.getOwnPropertyNames(Object.getPrototypeOf(adapter))
          .filter((method) => method !== 'constructor')
          .map((method) => `${name}.${method}`),
      );
      expect(methods.sort()).toEqual(Object.keys(exercises).sort());
    });

    it('show and change nothing of another tenant', async () => {
      const { tried, leaking, straying } = await leaks();
      expect(leaking).toEqual([]);
      expect(tried.length).toBeGreaterThan(70);
      // Who is in which tenant is asked without a scope: what keeps that table apart is this condition alone.
      expect(straying).toEqual(['members.remove 2 without tenant = tenant_id']);
    });

    it('do, each of them, where a superuser has switched row-level security off', async () => {
      for (const table of tables) {
        await administrator.query(`ALTER TABLE ${table} DISABLE ROW LEVEL SECURITY`);
      }
      const { leaking } = await leaks();
      const methods = new Set(leaking.map((label) => label.split(' ')[0]));
      expect([...methods].sort()).toEqual(Object.keys(exercises).sort());
      expect(leaking.length).toBeGreaterThan(40);
    });
  },
);
