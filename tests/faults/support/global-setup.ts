import 'reflect-metadata';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { Migrator } from '#infrastructure/postgres/migrator.js';
import { builtInSchema } from '#testing/built-in-schema.js';
import { execute } from '#testing/execute.js';
import { prepareRuntime } from '../../../tools/embedded-postgres/src/runtime.js';
import { locateRuntimePackage } from '../../../tools/embedded-postgres/src/runtime-package.js';
import { prepareStateDirectory } from '../../../tools/embedded-postgres/src/state-directory.js';
import { freePort } from '../../support/service-process.js';
import { startFigures, writeFigures } from './figures.js';
import { names, startPostgres } from './postgres-server.js';
import { Program, removeFolder, workFolder } from './program.js';

/** Prepares the data of a PostgreSQL, which each test copies, and writes the figures down where that is asked for. */
export default async function prepare(project: TestProject): Promise<() => Promise<void>> {
  const folder = await workFolder();
  const data = join(folder, 'data');
  const state = await prepareStateDirectory(join(folder, 'state'));
  const runtime = await prepareRuntime(await locateRuntimePackage(), state, () => undefined);
  const programs = join(runtime, 'bin');
  await Program.run(
    join(programs, 'initdb'),
    [
      '--pgdata',
      data,
      '--username=postgres',
      '--auth=trust',
      '--encoding=UTF8',
      '--locale=C',
      '--no-sync',
      '--wal-segsize=1',
    ],
    folder,
  );
  const port = await freePort();
  const server = await startPostgres(programs, data, port);
  const urlOf = (user: string, database: string) => `postgres://${user}@127.0.0.1:${port}/${database}`;
  const { owner, service, database } = names;
  for (const role of [owner, service])
    await execute(urlOf('postgres', 'postgres'), `CREATE ROLE ${role} LOGIN`);
  await execute(urlOf('postgres', 'postgres'), `CREATE DATABASE ${database} OWNER ${owner}`);
  const serviceUrl = urlOf(service, database);
  await new Migrator(urlOf(owner, database), await builtInSchema(), { serviceUrl }).up();
  await server.stop('SIGINT');

  project.provide('postgresTemplate', { programs, data });
  project.provide('figuresFile', await startFigures(folder));
  return async () => {
    await writeFigures(folder);
    await removeFolder(folder);
  };
}
