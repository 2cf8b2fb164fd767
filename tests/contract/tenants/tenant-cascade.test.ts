import { afterEach, describe, expect, it } from 'vitest';
import { systemContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import { MemoryDatabase } from '#infrastructure/memory/database.js';
import { defineMemoryTable } from '#infrastructure/memory/table-definition.js';
import { MemoryUnitOfWork } from '#infrastructure/memory/unit-of-work.js';
import { TypeOrmUnitOfWork } from '#infrastructure/postgres/unit-of-work.js';
import { execute } from '#testing/execute.js';
import { testIds } from '#testing/ids.js';
import { silentLogger } from '#testing/loggers.js';
import { type DatabaseTarget, databaseTargets } from '#testing/test-database.js';
import { openDatabase } from '../../integration/persistence/open-database.js';
import { createNotesDatabase } from '../../support/notes.js';
import { aNote, type Note } from './tenant-scope.contract.js';

/** A notebook belongs to no tenant, and its notes to several: they go with it, as its foreign key says. */
interface Notebooks {
  readonly unitOfWork: UnitOfWork;
  addNotebook(id: string): Promise<void>;
  removeNotebook(id: string): Promise<void>;
  add(note: Note, notebookId: string): Promise<void>;
  /** The names in scope; what is asked of each row may be seen by whoever asks. */
  removeWhere(isUnwanted: (name: string) => boolean): Promise<void>;
  names(): Promise<readonly string[]>;
  close(): Promise<void>;
}

const targets: [string, () => Promise<Notebooks>][] = [
  ['in memory', openMemory],
  ...databaseTargets.map((target): [string, () => Promise<Notebooks>] => [
    `on the ${target} PostgreSQL`,
    () => openPostgres(target),
  ]),
];

describe.each(targets)('rows of tenants with a parent, %s', (_, open) => {
  let notebooks: Notebooks;
  afterEach(() => notebooks?.close());

  const setUp = async () => {
    notebooks = await open();
    const notebookId = testIds.next();
    const notes = [aNote({ name: 'left' }), aNote({ name: 'right' })] as const;
    await run(() => notebooks.addNotebook(notebookId));
    for (const note of notes) await scoped(note, () => notebooks.add(note, notebookId));
    return { notebookId, notes };
  };
  const run = <T>(work: () => Promise<T>) => notebooks.unitOfWork.run(systemContext, work);
  const scoped = <T>({ tenantId }: Note, work: () => Promise<T>) =>
    notebooks.unitOfWork.scoped(tenantId, systemContext, work);

  it('go with it, whosever they are, without a scope and in that of one of them', async () => {
    for (const isScoped of [false, true]) {
      const { notebookId, notes } = await setUp();
      const remove = () => notebooks.removeNotebook(notebookId);
      await (isScoped ? scoped(notes[0], remove) : run(remove));
      for (const note of notes) expect(await scoped(note, () => notebooks.names())).toEqual([]);
      if (!isScoped) await notebooks.close();
    }
  });

  it('are not even asked about in the scope of another', async () => {
    const { notes } = await setUp();
    const asked: string[] = [];
    await scoped(notes[0], () => notebooks.removeWhere((name) => asked.push(name) > 0));
    expect(asked).toEqual(['left']);
    expect(await scoped(notes[0], () => notebooks.names())).toEqual([]);
    expect(await scoped(notes[1], () => notebooks.names())).toEqual(['right']);
  });
});

describe('rows of tenants in memory with a parent that belongs to a tenant', () => {
  it('go with that of their own, and with no other', async () => {
    const database = new MemoryDatabase();
    const unitOfWork = new MemoryUnitOfWork(database, silentLogger);
    const [pages, comments] = [database.table(pageTable), database.table(commentTable)];
    const [page, other] = [aNote({ name: 'page' }), aNote({ name: 'other' })];
    const scoped = <T>({ tenantId }: Note, change: () => T): Promise<T> =>
      unitOfWork.scoped(tenantId, systemContext, async () => change());
    await scoped(page, () => {
      pages.set(page.id, page);
      comments.set('own', aNote({ tenantId: page.tenantId, name: page.id }));
    });
    await scoped(other, () => comments.set('planted', aNote({ tenantId: other.tenantId, name: page.id })));
    await scoped(page, () => pages.delete(page.id));
    expect(await scoped(page, () => comments.all())).toEqual([]);
    expect(await scoped(other, () => comments.all())).toHaveLength(1);
  });
});

const ofTenants = { tenantOf: ({ tenantId }: Note) => tenantId };
const pageTable = defineMemoryTable<Note>('pages', ofTenants);
const commentTable = defineMemoryTable<Note>('comments', {
  ...ofTenants,
  parent: { table: pageTable, keyOf: ({ name }) => name },
});

const notebookTable = defineMemoryTable<{ readonly id: string }>('notebooks');
const noteTable = defineMemoryTable<Note & { readonly notebookId: string }>('notes', {
  tenantOf: ({ tenantId }) => tenantId,
  parent: { table: notebookTable, keyOf: ({ notebookId }) => notebookId },
});

async function openMemory(): Promise<Notebooks> {
  const database = new MemoryDatabase();
  const [notebooks, notes] = [database.table(notebookTable), database.table(noteTable)];
  const write = async (change: () => void) => database.write(change);
  return {
    unitOfWork: new MemoryUnitOfWork(database, silentLogger),
    addNotebook: (id) => write(() => notebooks.set(id, { id })),
    removeNotebook: (id) => write(() => notebooks.delete(id)),
    add: (note, notebookId) => write(() => notes.set(note.id, { ...note, notebookId })),
    removeWhere: (isUnwanted) => write(() => notes.deleteWhere(({ name }) => isUnwanted(name))),
    names: async () => notes.all().map(({ name }) => name),
    close: async () => {},
  };
}

async function openPostgres(target: DatabaseTarget): Promise<Notebooks> {
  const testDatabase = await createNotesDatabase(target);
  await execute(
    testDatabase.ownerUrl,
    `CREATE TABLE notebooks (id uuid PRIMARY KEY);
     ALTER TABLE notes ADD COLUMN notebook_id uuid REFERENCES notebooks ON DELETE CASCADE`,
  );
  const database = await openDatabase(testDatabase.url);
  const query = (sql: string, values: unknown[]) => database.write((manager) => manager.query(sql, values));
  const names = async () => {
    const rows: { name: string }[] = await query('SELECT name FROM notes ORDER BY name', []);
    return rows.map(({ name }) => name);
  };
  return {
    unitOfWork: new TypeOrmUnitOfWork(database, silentLogger),
    addNotebook: async (id) => void (await query('INSERT INTO notebooks VALUES ($1)', [id])),
    removeNotebook: async (id) => void (await query('DELETE FROM notebooks WHERE id = $1', [id])),
    add: async ({ id, tenantId, name }, notebookId) =>
      void (await query('INSERT INTO notes VALUES ($1, $2, $3, $4)', [id, tenantId, name, notebookId])),
    removeWhere: async (isUnwanted) => {
      for (const name of await names())
        if (isUnwanted(name)) await query('DELETE FROM notes WHERE name = $1', [name]);
    },
    names,
    close: async () => {
      await database.close();
      await testDatabase.drop();
    },
  };
}
