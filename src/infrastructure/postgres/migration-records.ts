import { OperatorError } from '#infrastructure/operator-error.js';
import type { ExpectedSchema, FeatureMigration, StatedMigration } from './expected-schema.js';
import type { Connection } from './plain-connection.js';

/** Which migrations have run. An application beside us may have a table `migrations`. */
const table = 'gatehouse_migrations';

/** In the schema where we make tables: others of the search path may belong to another Gatehouse. */
const placeOf = (name: string) => `to_regclass(format('%I.${name}', current_schema()))`;

export interface RecordedMigration {
  readonly name: string;
  /** See `StatedMigration`. */
  readonly compatibleSince: number | null;
}

/** In the order in which they ran; none where nothing was ever migrated. */
export async function recordedMigrations(connection: Connection): Promise<readonly RecordedMigration[]> {
  const [place] = await connection.query(
    `SELECT ${placeOf(table)} IS NOT NULL AS "isThere",
       has_table_privilege(${placeOf(table)}, 'SELECT') AS "isReadable", current_user AS "role"`,
  );
  if (!place?.isThere) return [];
  if (!place.isReadable) {
    throw new OperatorError(
      `The database role ${place.role} has not been given the tables: run the migrations with DATABASE_URL as ` +
        'the service has it, and with DATABASE_MIGRATION_URL for their owner',
    );
  }
  // The column may not be there yet.
  const rows = await connection.query(
    `SELECT name, (to_jsonb(done) ->> 'compatible_since')::float8 AS "compatibleSince" FROM ${table} AS done ORDER BY id`,
  );
  return rows.map(({ name, compatibleSince }) => ({ name, compatibleSince }));
}

export async function recordMigration(
  connection: Connection,
  { timestamp, name }: FeatureMigration,
  { compatibleSince }: Pick<StatedMigration, 'compatibleSince'>,
): Promise<void> {
  await connection.query(`INSERT INTO ${table} ("timestamp", name, compatible_since) VALUES ($1, $2, $3)`, [
    timestamp,
    name,
    compatibleSince ?? null,
  ]);
}

export async function forgetMigration(connection: Connection, { name }: FeatureMigration): Promise<void> {
  await connection.query(`DELETE FROM ${table} WHERE name = $1`, [name]);
}

/**
 * Makes the table of records. Until version 0.1 they were in `migrations`, which other applications use too, by the
 * names of classes (CreateUsers1795171200001): ours are moved, known by their timestamps. To be run in a transaction.
 */
export async function prepareRecords(
  connection: Connection,
  migrations: readonly FeatureMigration[],
): Promise<void> {
  const [place] = await connection.query(
    `SELECT ${placeOf(table)} IS NOT NULL AS "isThere", ${placeOf('migrations')} IS NOT NULL AS "hasEarlier",
       EXISTS (SELECT FROM pg_attribute WHERE attrelid = ${placeOf(table)} AND attname = 'compatible_since') AS "isWhole"`,
  );
  if (place?.isThere) {
    if (!place.isWhole) await connection.query(`ALTER TABLE ${table} ADD COLUMN compatible_since bigint`);
    return;
  }
  await connection.query(`
    CREATE TABLE ${table} (
      id integer GENERATED ALWAYS AS IDENTITY,
      "timestamp" bigint NOT NULL,
      name text NOT NULL,
      compatible_since bigint,
      CONSTRAINT ${table}_pkey PRIMARY KEY (id),
      CONSTRAINT ${table}_name_key UNIQUE (name)
    )`);
  if (place?.hasEarlier) await takeOver(connection, migrations);
}

async function takeOver(connection: Connection, migrations: readonly FeatureMigration[]): Promise<void> {
  const isEarlier = await connection.query(
    `SELECT FROM pg_attribute WHERE attrelid = 'migrations'::regclass AND attname IN ('id', 'timestamp', 'name')`,
  );
  if (isEarlier.length < 3) return;
  const known = new Map(migrations.map(({ timestamp, name }) => [String(timestamp), name]));
  const earlier = await connection.query(
    `SELECT id, "timestamp"::text AS "timestamp" FROM migrations
     WHERE "timestamp"::text = ANY($1) AND name ~ ('^[A-Z][A-Za-z]*' || "timestamp" || '$') ORDER BY id`,
    [[...known.keys()]],
  );
  for (const { id, timestamp } of earlier) {
    const name = known.get(String(timestamp));
    await connection.query(`INSERT INTO ${table} ("timestamp", name) VALUES ($1, $2)`, [timestamp, name]);
    await connection.query('DELETE FROM migrations WHERE id = $1', [id]);
  }
  const [left] = await connection.query('SELECT FROM migrations LIMIT 1');
  if (earlier.length > 0 && left === undefined) await connection.query('DROP TABLE migrations');
}

export interface SchemaState {
  /** Migrations of loaded features that have not run. */
  readonly pending: readonly FeatureMigration[];
  /** Recorded ones of loaded features, which this version does not have and cannot work with. */
  readonly unknown: readonly string[];
  /** Those that it does not have and can work with. */
  readonly newer: readonly string[];
  /** Recorded ones of features that are not loaded: removed ones, or those of another process. */
  readonly foreign: readonly string[];
}

export function compareSchema(expected: ExpectedSchema, recorded: readonly RecordedMigration[]): SchemaState {
  const known = new Set(expected.migrations.map(({ name }) => name));
  const done = new Set(recorded.map(({ name }) => name));
  const strange = recorded.filter(({ name }) => !known.has(name));
  const [loaded, foreign] = [true, false].map((isLoaded) =>
    strange.filter(({ name }) => expected.features.includes(featureOf(name)) === isLoaded),
  ) as [RecordedMigration[], RecordedMigration[]];
  const isCompatible = ({ name, compatibleSince }: RecordedMigration) =>
    compatibleSince !== null &&
    expected.migrations.some(
      ({ feature, timestamp }) => feature === featureOf(name) && timestamp >= compatibleSince,
    );
  const namesOf = (migrations: readonly RecordedMigration[]) => migrations.map(({ name }) => name);
  return {
    pending: expected.migrations.filter(({ name }) => !done.has(name)),
    unknown: namesOf(loaded.filter((migration) => !isCompatible(migration))),
    newer: namesOf(loaded.filter(isCompatible)),
    foreign: namesOf(foreign),
  };
}

/** @throws OperatorError when a feature's tables are those of a newer version. */
export function refuseAhead({ unknown }: Pick<SchemaState, 'unknown'>): void {
  if (unknown.length === 0) return;
  throw new OperatorError(
    `The database is ahead of this version in ${namesByFeature(unknown)}: run a newer version, such as the branch that ` +
      'has these migrations. In development `gatehouse db reset` makes it anew, without what is in it',
  );
}

/** @throws OperatorError when a migration of a feature is still to be run. */
export function refuseBehind({ pending }: SchemaState): void {
  if (pending.length === 0) return;
  throw new OperatorError(
    `The database schema is behind in ${namesByFeature(pending.map(({ name }) => name))}: ` +
      'run `gatehouse migrate up`, which is `node dist/src/cli.js migrate up` in a checkout',
  );
}

export function featureOf(recorded: string): string {
  return recorded.slice(0, recorded.indexOf('/'));
}

/** `users (create-users-1795171200001), sessions (create-sessions-1795171200002)`. */
function namesByFeature(recorded: readonly string[]): string {
  return [...Map.groupBy(recorded, featureOf)]
    .map(
      ([feature, names]) => `${feature} (${names.map((name) => name.slice(feature.length + 1)).join(', ')})`,
    )
    .join(', ');
}
