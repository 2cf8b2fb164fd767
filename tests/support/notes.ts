import type { MigrationInterface, QueryRunner } from 'typeorm';
import type { ExpectedSchema } from '#infrastructure/postgres/expected-schema.js';
import { Migrator } from '#infrastructure/postgres/migrator.js';
import { builtInSchema } from '#testing/built-in-schema.js';
import { createTestDatabase, type DatabaseTarget, type TestDatabase } from '#testing/test-database.js';

/** A table of tenants' things, of a feature `notes` that exists in tests only. */
export class CreateNotes implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE notes (
        id uuid NOT NULL,
        tenant_id uuid NOT NULL,
        name text NOT NULL,
        CONSTRAINT notes_pkey PRIMARY KEY (id)
      )`);
    await runner.query('CREATE INDEX notes_tenant_id_idx ON notes (tenant_id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE notes');
  }
}

/** @param later migrations of `notes` after that which makes its table. */
export async function notesSchema(...later: (new () => MigrationInterface)[]): Promise<ExpectedSchema> {
  const schema = await builtInSchema();
  const notes = [CreateNotes, ...later].map((type, index) => {
    const timestamp = 1795500000000 + index;
    return { feature: 'notes', name: `notes/planted-${timestamp}`, timestamp, type };
  });
  return {
    features: [...schema.features, 'notes'],
    migrations: [...schema.migrations, ...notes],
    tenantTables: [...schema.tenantTables, { feature: 'notes', table: 'notes' }],
  };
}

export async function createNotesDatabase(target: DatabaseTarget): Promise<TestDatabase> {
  const database = await createTestDatabase(target);
  await new Migrator(database.ownerUrl, await notesSchema(), { serviceUrl: database.url }).up();
  return database;
}
