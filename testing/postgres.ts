import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@gatehouse/embedded-postgres';
import type { TestProject } from 'vitest/node';
import { Migrator } from '#infrastructure/postgres/migrator.js';
import { builtInSchema } from './built-in-schema.js';
import { execute } from './execute.js';
import { type DatabaseServer, urlOf } from './test-database.js';

declare module 'vitest' {
  interface ProvidedContext {
    embedded: DatabaseServer;
    /** Null without TEST_DATABASE_URL. */
    external: DatabaseServer | null;
  }
}

/** Throughput over durability, and room for the pools of several test files. */
const settings = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  // Its workers belong to the superuser, so a database in which one is at work could not be dropped by us.
  autovacuum: 'off',
  max_connections: '200',
};

/** Starts one PostgreSQL for the whole run, and makes roles and a migrated database to copy on each server. */
export default async function startPostgres(project: TestProject): Promise<() => Promise<void>> {
  const directory = await mkdtemp(join(tmpdir(), 'gatehouse-test-'));
  const postgres = await startEmbeddedPostgres({ directory, settings });
  const stop = async () => {
    await postgres.stop();
    await rm(directory, { recursive: true, force: true, maxRetries: 10 });
  };
  try {
    project.provide('embedded', await prepare(postgres.superuserUrl));
    const url = process.env.TEST_DATABASE_URL;
    const external = url ? await prepare(url) : null;
    project.provide('external', external);
    return async () => {
      if (external !== null) await cleanUp(external);
      await stop();
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** As in production, the service's role is neither superuser nor owner. Roles are those of the whole server. */
async function prepare(url: string): Promise<DatabaseServer> {
  const run = randomUUID().slice(0, 8);
  const [owner, service] = [`gatehouse_owner_${run}`, `gatehouse_service_${run}`];
  const template = `gatehouse_template_${run}`;
  for (const role of [owner, service]) {
    await execute(
      url,
      `CREATE ROLE ${role} LOGIN PASSWORD '${run}' NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS`,
    );
  }
  await execute(url, `GRANT ${owner}, ${service} TO CURRENT_USER`);
  await execute(url, `CREATE DATABASE ${template} TEMPLATE template0 OWNER ${owner}`);
  const server = { url, owner, service, password: run, template };
  const [ownerUrl, serviceUrl] = [owner, service].map((username) =>
    urlOf(url, { username, password: run, database: template }),
  ) as [string, string];
  await new Migrator(ownerUrl, await builtInSchema(), { serviceUrl }).up();
  return server;
}

/** Takes the databases along that a test has left. */
async function cleanUp({ url, owner, service }: DatabaseServer): Promise<void> {
  const left = await execute(url, `SELECT datname FROM pg_database WHERE datdba = '${owner}'::regrole`);
  for (const { datname } of left) await execute(url, `DROP DATABASE "${datname}" WITH (FORCE)`);
  await execute(url, `DROP ROLE ${owner}, ${service}`);
}
