import 'reflect-metadata';
import { describe } from 'vitest';
import { MemoryDatabase } from '#infrastructure/memory/database.js';
import { defineMemoryTable } from '#infrastructure/memory/table-definition.js';
import { MemoryUnitOfWork } from '#infrastructure/memory/unit-of-work.js';
import { TypeOrmUnitOfWork } from '#infrastructure/postgres/unit-of-work.js';
import { silentLogger } from '#testing/loggers.js';
import { type DatabaseTarget, databaseTargets } from '#testing/test-database.js';
import { openDatabase } from '../../integration/persistence/open-database.js';
import { createNotesDatabase } from '../../support/notes.js';
import { type Note, type Notes, tenantScopeContract } from './tenant-scope.contract.js';

describe('tenants in memory', () => tenantScopeContract(openMemory));

describe.each(databaseTargets)('tenants on the %s PostgreSQL', (target) =>
  tenantScopeContract(() => openPostgres(target)),
);

const notesTable = defineMemoryTable<Note>('notes', { tenantOf: ({ tenantId }) => tenantId });

async function openMemory(): Promise<Notes> {
  const database = new MemoryDatabase();
  const table = database.table(notesTable);
  return {
    unitOfWork: new MemoryUnitOfWork(database, silentLogger),
    add: async (note) => database.write(() => table.set(note.id, note)),
    all: async () => table.all(),
    find: async (id) => table.get(id) ?? null,
    change: async (id, change) =>
      database.write(() => {
        const note = table.get(id);
        if (note !== undefined) table.set(id, { ...note, ...change });
      }),
    remove: async (id) => database.write(() => table.delete(id)),
    close: async () => {},
  };
}

const columns = 'id, tenant_id AS "tenantId", name';

async function openPostgres(target: DatabaseTarget): Promise<Notes> {
  const testDatabase = await createNotesDatabase(target);
  const database = await openDatabase(testDatabase.url);
  const write = (sql: string, values: unknown[]) =>
    database.write(async (manager) => void (await manager.query(sql, values)));
  return {
    unitOfWork: new TypeOrmUnitOfWork(database, silentLogger),
    add: ({ id, tenantId, name }) => write('INSERT INTO notes VALUES ($1, $2, $3)', [id, tenantId, name]),
    all: () => database.read((manager) => manager.query(`SELECT ${columns} FROM notes ORDER BY id`)),
    find: async (id) => {
      const [note] = await database.read((manager) =>
        manager.query(`SELECT ${columns} FROM notes WHERE id = $1`, [id]),
      );
      return note ?? null;
    },
    change: (id, { tenantId = null, name = null }) =>
      write('UPDATE notes SET tenant_id = coalesce($2, tenant_id), name = coalesce($3, name) WHERE id = $1', [
        id,
        tenantId,
        name,
      ]),
    remove: (id) => write('DELETE FROM notes WHERE id = $1', [id]),
    close: async () => {
      await database.close();
      await testDatabase.drop();
    },
  };
}
