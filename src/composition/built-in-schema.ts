import { discoverSchema, type ExpectedSchema } from '#infrastructure/postgres/expected-schema.js';

const migrations = new URL('../../migrations/', import.meta.url);
const features = ['users', 'auth', 'sessions', 'audit', 'events', 'signing-keys'];

/** What the features expect of the database. */
export function builtInSchema(): Promise<ExpectedSchema> {
  return discoverSchema(features.map((name) => ({ name, migrations })));
}
