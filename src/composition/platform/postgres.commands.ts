import { OperatorError, UsageError } from '#infrastructure/operator-error.js';
import type { CommandDefinition, CommandInput } from '../define-feature.js';
import { postgresTokens } from './postgres.tokens.js';
import { runtimeSettings } from './runtime.feature.js';
import { storageSettings } from './storage.feature.js';

const up: CommandDefinition = {
  usage: 'migrate up',
  description: 'Bring the database schema up to date',
  async run({ get, tell }) {
    await requirePostgres(get);
    const applied = await (await get(postgresTokens.migrator)).up();
    tell({ applied }, applied.length === 0 ? 'Nothing to migrate.' : `Applied ${applied.join(', ')}.`);
  },
};

const down: CommandDefinition = {
  usage: 'migrate down [feature]',
  description: 'Revert the migration that ran last, of all features or of this one',
  examples: ['migrate down', 'migrate down users'],
  async run({ parameters: { feature }, get, tell }) {
    await requirePostgres(get);
    const reverted = await (await get(postgresTokens.migrator)).down(feature);
    tell({ reverted }, reverted === null ? 'Nothing to revert.' : `Reverted ${reverted}.`);
  },
};

const status: CommandDefinition = {
  usage: 'migrate status',
  description:
    'Show which migrations are still to be run, and which the database has that this version does not know',
  async run({ get, tell }) {
    await requirePostgres(get);
    const { compareSchema, recordedMigrations } = await import(
      '#infrastructure/postgres/migration-records.js'
    );
    const { connected } = await import('#infrastructure/postgres/plain-connection.js');
    const { migrationUrl } = await get(postgresTokens.server);
    const expected = await get(postgresTokens.expectedSchema);
    const recorded = await connected(migrationUrl, recordedMigrations);
    const { pending, unknown, newer, foreign } = compareSchema(expected, recorded);
    const result = {
      applied: recorded.length,
      pending: pending.map(({ name }) => name),
      unknown,
      newer,
      foreign,
    };
    const lines = [
      `${recorded.length} have run.`,
      ...result.pending.map((name) => `pending  ${name}`),
      ...unknown.map((name) => `ahead    ${name}: this version cannot work with it`),
      ...newer.map((name) => `newer    ${name}: this version can work with it`),
      ...foreign.map((name) => `foreign  ${name}: of a feature that is not loaded`),
    ];
    tell(result, pending.length + unknown.length === 0 ? [...lines, 'The schema is up to date.'] : lines);
  },
};

const reset: CommandDefinition = {
  usage: 'db reset',
  description: 'Delete everything in the database and make its tables anew; never in production',
  options: { '--yes': 'do not ask' },
  examples: ['db reset', 'db reset --yes --json'],
  async run({ options: { yes }, get, tell, confirm }) {
    await refuseInProduction(get);
    await requirePostgres(get);
    const { migrationUrl } = await get(postgresTokens.server);
    const name = nameOf(migrationUrl);
    if (yes !== true && !(await confirm(`Delete everything in ${name}?`))) {
      throw new OperatorError('Nothing was deleted.');
    }
    const { emptyDatabase } = await import('#infrastructure/postgres/empty-database.js');
    const expected = await get(postgresTokens.expectedSchema);
    await emptyDatabase(migrationUrl, expected.schemas ?? []);
    const applied = await (await get(postgresTokens.migrator)).up();
    tell({ database: name, applied }, `${name} is as new: ${applied.length} migrations have run.`);
  },
};

/** Without user and password. */
function nameOf(url: string): string {
  const { host, pathname } = new URL(url);
  return `${pathname.slice(1)} at ${host || 'this machine'}`;
}

async function requirePostgres(get: CommandInput['get']): Promise<void> {
  if ((await get(storageSettings.token)).kind === 'postgres') return;
  throw new UsageError('There is no database with STORAGE=memory');
}

/** What makes up or destroys data is for development only. @throws UsageError. @public */
export async function refuseInProduction(get: CommandInput['get']): Promise<void> {
  if ((await get(runtimeSettings.token)).environment !== 'production') return;
  throw new UsageError('This is for development only, and NODE_ENV is production');
}

export const postgresCommands = [up, down, status, reset];
