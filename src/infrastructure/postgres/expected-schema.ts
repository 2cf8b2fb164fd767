import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { MigrationInterface } from 'typeorm';
import { OperatorError } from '#infrastructure/operator-error.js';
import type { Connection } from './plain-connection.js';

/** Made of that of the schema of the tables where each Gatehouse in a database is to have one of its own. */
export type SchemaName = string | ((ofTables: string) => string);

/** What a feature says of its tables. */
export interface SchemaSource {
  /** Of the feature. */
  readonly name: string;
  /** The folder of its migrations, which may be that of other features too. */
  readonly migrations?: URL | null;
  /** Tables whose rows belong to one tenant each, in a column `tenant_id`. */
  readonly tenantTables?: readonly string[];
  /** Schemas beside the one in which the tables are, made by its migrations. */
  readonly schemas?: readonly SchemaName[];
}

/** A migration that may say which releases can work with the schema that it leaves. */
export interface StatedMigration extends MigrationInterface {
  /**
   * The timestamp of an earlier migration of the feature: a release that has this one can work with the new schema too, so
   * that it may be started again while, or after, a newer one is rolled out. By default none can.
   */
  readonly compatibleSince?: number;
}

export interface FeatureMigration {
  readonly feature: string;
  /** As it is recorded: `users/create-users-1795171200001`. TypeORM wants the timestamp at the end. */
  readonly name: string;
  readonly timestamp: number;
  readonly type: new () => StatedMigration;
}

export interface TenantTable {
  readonly feature: string;
  readonly table: string;
}

/** What the features that are loaded expect of the database. */
export interface ExpectedSchema {
  /** Those without migrations too: a newer version may have some. */
  readonly features: readonly string[];
  /** In the order in which they run. */
  readonly migrations: readonly FeatureMigration[];
  readonly tenantTables: readonly TenantTable[];
  /** Beside that of the tables. */
  readonly schemas?: readonly SchemaName[];
}

/** The names of the schemas beside that of the tables, which is the first of the connection's search path. */
export async function schemasBeside(
  connection: Connection,
  schemas: readonly SchemaName[] = [],
): Promise<readonly string[]> {
  const [row] = await connection.query(`SELECT coalesce(current_schema(), 'public') AS "ofTables"`);
  return schemas.map((name) => (typeof name === 'string' ? name : name(row?.ofTables)));
}

/** @throws OperatorError naming what does not fit: a file of no feature, a table of two. */
export async function discoverSchema(sources: readonly SchemaSource[]): Promise<ExpectedSchema> {
  return {
    features: sources.map(({ name }) => name),
    migrations: await discoverMigrations(sources),
    tenantTables: gatherTenantTables(sources),
    schemas: sources.flatMap(({ schemas = [] }) => schemas),
  };
}

/**
 * Loads the files `<timestamp>-<feature>-<what>.ts` (or `.js`) of each folder. The feature of a file is the one
 * with the longest name that fits, among those to which the folder belongs.
 * @throws OperatorError naming a file that belongs to none of them, or has not exactly one migration.
 */
async function discoverMigrations(sources: readonly SchemaSource[]): Promise<readonly FeatureMigration[]> {
  const folders = Map.groupBy(
    sources.flatMap(({ name, migrations }) => (migrations ? [{ name, folder: directory(migrations) }] : [])),
    ({ folder }) => folder,
  );
  const migrations = await Promise.all(
    [...folders].map(([folder, features]) =>
      loadFolder(
        new URL(folder),
        features.map(({ name }) => name),
      ),
    ),
  );
  return migrations.flat().sort((a, b) => a.timestamp - b.timestamp || (a.name < b.name ? -1 : 1));
}

function directory({ href }: URL): string {
  return href.endsWith('/') ? href : `${href}/`;
}

async function loadFolder(folder: URL, features: readonly string[]): Promise<readonly FeatureMigration[]> {
  const files = new Map<string, string>();
  for (const file of (await readdir(folder)).sort()) {
    const stem = /^(.+?)(?<!\.d)\.[jt]s$/.exec(file)?.[1];
    // Where somebody compiles in place, the compiled one, which is the first.
    if (stem !== undefined && !files.has(stem)) files.set(stem, file);
  }
  return Promise.all([...files].map(([stem, file]) => loadFile(new URL(file, folder), stem, features)));
}

async function loadFile(file: URL, stem: string, features: readonly string[]): Promise<FeatureMigration> {
  const [, timestamp = '', rest = ''] = /^(\d{13})-(.+)$/.exec(stem) ?? [];
  const feature = features
    .filter((name) => rest.startsWith(`${name}-`))
    .reduce<string | null>((longest, name) => (name.length > (longest?.length ?? 0) ? name : longest), null);
  if (feature === null) {
    throw new OperatorError(
      `${fileURLToPath(file)} belongs to no feature: a migration is named <timestamp>-<feature>-<what>, ` +
        `where <feature> is ${features.join(', ')}`,
    );
  }
  const what = rest.slice(feature.length + 1);
  const type = migrationOf(await import(file.href), file);
  return { feature, name: `${feature}/${what}-${timestamp}`, timestamp: Number(timestamp), type };
}

function migrationOf(module: Record<string, unknown>, file: URL): new () => StatedMigration {
  const found = new Set(Object.values(module).filter(isMigration));
  const [type] = found;
  if (type === undefined || found.size > 1) {
    throw new OperatorError(`${fileURLToPath(file)} has to export one class with up() and down()`);
  }
  return type;
}

function isMigration(exported: unknown): exported is new () => StatedMigration {
  return (
    typeof exported === 'function' &&
    typeof exported.prototype?.up === 'function' &&
    typeof exported.prototype.down === 'function'
  );
}

function gatherTenantTables(sources: readonly SchemaSource[]): readonly TenantTable[] {
  const owners = new Map<string, string>();
  for (const { name, tenantTables = [] } of sources) {
    for (const table of tenantTables) {
      const other = owners.get(table);
      if (other !== undefined) {
        throw new OperatorError(`The features ${other} and ${name} both claim the table ${table}`);
      }
      owners.set(table, name);
    }
  }
  return [...owners].map(([table, feature]) => ({ feature, table }));
}
