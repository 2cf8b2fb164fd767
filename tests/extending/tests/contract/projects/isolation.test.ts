import {
  type Database,
  defineFeature,
  defineMemoryTable,
  type MemoryDatabase,
  memoryTokens,
  postgresTokens,
  type TenantId,
  token,
} from 'gatehouse';
import { aTenantId, aUserId, describeOnEveryStore, testIds } from 'gatehouse/testing';
import { expect, it } from 'vitest';
import { projects } from '#composition/features/projects.feature.js';
import { Project, type ProjectId, ProjectName, type ProjectState } from '#domain/projects/project.js';
import { projectTable } from '#infrastructure/memory/projects/repository.js';

/** Statements of somebody who never thinks of tenants, nor of units of work. */
interface Careless {
  /** In their order. */
  names(): Promise<readonly string[]>;
  add(project: Project): Promise<void>;
  renameAll(name: string): Promise<void>;
  removeAll(): Promise<void>;
  /** Sets the tenant for the session instead of the transaction, where there are sessions. */
  stayIn(tenantId: TenantId): Promise<void>;
  /** Which one the statements go through. */
  connection(): Promise<unknown>;
}

const carelessToken = token<Careless>('careless');

const careless = (table: typeof projectTable) =>
  defineFeature({
    name: 'careless',
    bind() {},
    memory: (wiring) =>
      wiring.singleton(carelessToken, (database) => inMemory(database, table), [memoryTokens.database]),
    postgres: (wiring) => wiring.singleton(carelessToken, onPostgres, [postgresTokens.database]),
  });

function inMemory(database: MemoryDatabase, definition: typeof projectTable): Careless {
  const table = database.table(definition);
  return {
    names: async () => {
      const states = table.all();
      return states.map(({ name }) => name.value).sort();
    },
    add: async ({ state }) => table.set(state.id, state),
    renameAll: async (name) => {
      for (const state of table.all()) table.set(state.id, { ...state, name: ProjectName.parse(name) });
    },
    removeAll: async () => void table.deleteWhere(() => true),
    stayIn: async () => {},
    connection: async () => 'none',
  };
}

function onPostgres(database: Database): Careless {
  const query = (sql: string, values: unknown[] = []) =>
    database.read((manager) => manager.query(sql, values));
  return {
    names: async () => {
      const rows: { name: string }[] = await query('SELECT name FROM projects ORDER BY name');
      return rows.map(({ name }) => name);
    },
    add: async ({ state: { id, tenantId, ownerId, name } }) => {
      const sql = 'INSERT INTO projects VALUES ($1, $2, $3, $4, now(), now(), 1)';
      await query(sql, [id, tenantId, ownerId, name.value]);
    },
    renameAll: async (name) => void (await query('UPDATE projects SET name = $1', [name])),
    removeAll: async () => void (await query('DELETE FROM projects')),
    stayIn: async (id) => void (await query(`SELECT set_config('gatehouse.tenant_id', $1, false)`, [id])),
    connection: async () => (await query('SELECT pg_backend_pid() AS pid'))[0].pid,
  };
}

const isolated = { features: [projects, careless(projectTable)] };
/** The same where nothing says that the table belongs to tenants: the faults have to show then. */
const open = {
  features: [{ ...projects, tenantTables: [] }, careless(defineMemoryTable<ProjectState>('open'))],
};

for (const { features } of [isolated, open]) {
  const isIsolated = features === isolated.features;
  const name = `projects that ${isIsolated ? 'belong' : 'do not belong'} to tenants`;
  // One connection, which all of them use in turn.
  describeOnEveryStore(name, { features, env: { DATABASE_POOL_SIZE: '1' } }, (store) => {
    const scene = async () => {
      const statements = await store.get(carelessToken);
      await statements.removeAll();
      const [left, right] = [aTenantId(), aTenantId()];
      for (const [tenantId, name] of [
        [left, 'left'],
        [right, 'right'],
      ] as const) {
        const id = testIds.next() as ProjectId;
        const project = Project.create(
          { id, tenantId, ownerId: aUserId(), name: ProjectName.parse(name) },
          new Date(),
        );
        await store.scoped(tenantId, () => statements.add(project));
      }
      const namesOf = (tenantId: TenantId) => store.scoped(tenantId, () => statements.names());
      return { statements, left, right, namesOf };
    };

    it('stand a forgotten WHERE', async () => {
      const { statements, left, right, namesOf } = await scene();
      expect(await namesOf(left)).toEqual(isIsolated ? ['left'] : ['left', 'right']);
      await store.scoped(left, () => statements.renameAll('changed'));
      expect(await namesOf(right)).toEqual(isIsolated ? ['right'] : ['changed', 'changed']);
      await store.scoped(left, () => statements.removeAll());
      expect(await namesOf(right)).toEqual(isIsolated ? ['right'] : []);
    });

    it('stand a statement outside of a unit of work', async () => {
      const { statements, left, right, namesOf } = await scene();
      expect(await statements.names()).toEqual(isIsolated ? [] : ['left', 'right']);
      await statements.renameAll('changed');
      await statements.removeAll();
      expect(await namesOf(left)).toEqual(isIsolated ? ['left'] : []);
      expect(await namesOf(right)).toEqual(isIsolated ? ['right'] : []);
    });

    it('stand a connection that another tenant has used before, and left in its scope', async () => {
      const { statements, left, right, namesOf } = await scene();
      const before = await statements.connection();
      for (const error of [null, new Error('boom')]) {
        const using = store.scoped(left, async () => {
          await statements.stayIn(left);
          await statements.names();
          if (error !== null) throw error;
        });
        await (error === null ? using : expect(using).rejects.toBe(error));
        expect(await statements.connection()).toBe(before);
        expect(await statements.names()).toEqual(isIsolated ? [] : ['left', 'right']);
        expect(await store.run(() => statements.names())).toEqual(isIsolated ? [] : ['left', 'right']);
        expect(await namesOf(right)).toEqual(isIsolated ? ['right'] : ['left', 'right']);
      }
    });

    it('stand a project of another tenant among one’s own', async () => {
      const { statements, left, right, namesOf } = await scene();
      const planted = Project.create(
        {
          id: testIds.next() as ProjectId,
          tenantId: right,
          ownerId: aUserId(),
          name: ProjectName.parse('planted'),
        },
        new Date(),
      );
      const planting = store.scoped(left, () => statements.add(planted));
      await (isIsolated ? expect(planting).rejects.toThrow() : planting);
      expect(await namesOf(right)).toEqual(isIsolated ? ['right'] : ['left', 'planted', 'right']);
    });
  });
}
