import { randomUUID } from 'node:crypto';
import { inject } from 'vitest';
import { execute } from './execute.js';

export interface DatabaseServer {
  readonly url: string;
  /** Name of a migrated, empty database without connections. */
  readonly template: string;
}

export type DatabaseTarget = 'embedded' | 'external';

export interface TestDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

/**
 * Where database tests run: on the embedded PostgreSQL, and on the one at TEST_DATABASE_URL. With
 * REQUIRE_SERVICES=1 that is not optional: without the URL its tests fail.
 */
export const databaseTargets: readonly DatabaseTarget[] =
  process.env.TEST_DATABASE_URL || process.env.REQUIRE_SERVICES === '1'
    ? ['embedded', 'external']
    : ['embedded'];

/** A migrated, empty database of the test's own. */
export async function createTestDatabase(target: DatabaseTarget = 'embedded'): Promise<TestDatabase> {
  const { url, template } = serverOf(target);
  return createDatabase(url, template);
}

/** A database without any schema. */
export async function createBlankDatabase(target: DatabaseTarget = 'embedded'): Promise<TestDatabase> {
  return createDatabase(serverOf(target).url, 'template0');
}

function serverOf(target: DatabaseTarget): DatabaseServer {
  const server = inject(target);
  if (server === null) throw new Error('REQUIRE_SERVICES=1 demands a PostgreSQL at TEST_DATABASE_URL');
  return server;
}

async function createDatabase(serverUrl: string, template: string): Promise<TestDatabase> {
  const name = `gatehouse_test_${randomUUID()}`;
  await execute(serverUrl, `CREATE DATABASE "${name}" TEMPLATE "${template}" STRATEGY FILE_COPY`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    drop: async () => {
      await execute(serverUrl, `DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`);
    },
  };
}
