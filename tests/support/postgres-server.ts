import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OWNER_ROLE, startEmbeddedPostgres } from '@gatehouse/embedded-postgres';
import type { TestProject } from 'vitest/node';
import { Migrator } from '#infrastructure/postgres/migrator.js';
import { migrations } from '#migrations';
import { execute } from './execute.js';
import type { DatabaseServer } from './test-database.js';

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

/** Starts one PostgreSQL for the whole run, and makes a migrated database to copy on each server. */
export default async function startPostgres(project: TestProject): Promise<() => Promise<void>> {
  const directory = await mkdtemp(join(tmpdir(), 'gatehouse-test-'));
  const postgres = await startEmbeddedPostgres({ directory, settings });
  const stop = async () => {
    await postgres.stop();
    await rm(directory, { recursive: true, force: true, maxRetries: 10 });
  };
  try {
    // The tests' databases are their owner's, who is no superuser, but may create databases here.
    await execute(postgres.superuserUrl, `ALTER ROLE ${OWNER_ROLE} CREATEDB`);
    project.provide('embedded', await createTemplate(postgres.migrationUrl));
    const url = process.env.TEST_DATABASE_URL;
    const external = url ? await createTemplate(url) : null;
    project.provide('external', external);
    return async () => {
      if (external !== null) {
        await execute(external.url, `DROP DATABASE IF EXISTS "${external.template}" WITH (FORCE)`);
      }
      await stop();
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function createTemplate(url: string): Promise<DatabaseServer> {
  const template = `gatehouse_template_${randomUUID()}`;
  await execute(url, `CREATE DATABASE "${template}" TEMPLATE template0`);
  const templateUrl = new URL(url);
  templateUrl.pathname = `/${template}`;
  await new Migrator(templateUrl.href, migrations).up();
  return { url, template };
}
