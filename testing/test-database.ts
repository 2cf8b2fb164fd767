import { randomUUID } from 'node:crypto';
import { inject } from 'vitest';
import { execute } from './execute.js';

export interface DatabaseServer {
  /** Of an administrator, who makes databases and roles. */
  readonly url: string;
  /** The roles of this run, and the password of both. */
  readonly owner: string;
  readonly service: string;
  readonly password: string;
  /** Name of a migrated, empty database without connections. */
  readonly template: string;
}

export type DatabaseTarget = 'embedded' | 'external';

export interface TestDatabase {
  /** As the service connects: by a role that neither owns a table nor is a superuser. */
  readonly url: string;
  /** By the role that owns the database and migrates. */
  readonly ownerUrl: string;
  /** By an administrator, to whom no rule applies. */
  readonly adminUrl: string;
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
  const server = serverOf(target);
  return createDatabase(server, server.template);
}

/** A database without any schema. */
export async function createBlankDatabase(target: DatabaseTarget = 'embedded'): Promise<TestDatabase> {
  return createDatabase(serverOf(target), 'template0');
}

function serverOf(target: DatabaseTarget): DatabaseServer {
  const server = inject(target);
  if (server === null) throw new Error('REQUIRE_SERVICES=1 demands a PostgreSQL at TEST_DATABASE_URL');
  return server;
}

async function createDatabase(server: DatabaseServer, template: string): Promise<TestDatabase> {
  const { url, owner, service, password } = server;
  const database = `gatehouse_test_${randomUUID()}`;
  await execute(
    url,
    `CREATE DATABASE "${database}" TEMPLATE "${template}" STRATEGY FILE_COPY OWNER ${owner}`,
  );
  return {
    url: urlOf(url, { username: service, password, database }),
    ownerUrl: urlOf(url, { username: owner, password, database }),
    adminUrl: urlOf(url, { database }),
    drop: async () => {
      await execute(url, `DROP DATABASE IF EXISTS "${database}" WITH (FORCE)`);
    },
  };
}

export function urlOf(
  serverUrl: string,
  parts: { username?: string; password?: string; database?: string },
): string {
  const url = new URL(serverUrl);
  if (parts.username !== undefined) url.username = parts.username;
  if (parts.password !== undefined) url.password = parts.password;
  if (parts.database !== undefined) url.pathname = `/${parts.database}`;
  return url.href;
}
