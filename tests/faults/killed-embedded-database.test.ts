import { readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resolveStateDirectory } from '#infrastructure/state-directory.js';
import type { ServiceProcess } from '../support/service-process.js';
import { Cluster } from './support/cluster.js';
import { removeFolder, workFolder } from './support/program.js';
import { describeFault } from './support/trial.js';
import { until } from './support/until.js';

describe('a killed embedded database', () => {
  let folder: string;
  let cluster: Cluster;
  let instance: ServiceProcess;

  const postmaster = async () =>
    Number.parseInt(
      await readFile(join(resolveStateDirectory(folder), 'postgres/postmaster.pid'), 'utf8'),
      10,
    );
  const starts = () => instance.output.split('PostgreSQL runs again').length - 1;

  beforeAll(async () => {
    folder = await workFolder();
    cluster = await Cluster.start({
      env: { DATA_DIR: folder, MIGRATE_ON_START: 'true' },
      instances: [{}],
    });
    instance = cluster.instances[0] as ServiceProcess;
  });
  afterAll(async () => {
    await instance?.stop('SIGTERM');
    await removeFolder(resolveStateDirectory(folder));
    await removeFolder(folder);
  });

  describeFault('The embedded PostgreSQL is killed (SIGKILL)', async () => ({
    urls: cluster.urls,
    meanwhile: ['may-fail'],
    begin: async () => {
      process.kill(await postmaster(), 'SIGKILL');
    },
    end: () => until('it runs again', () => starts() === 1),
  }));

  describeFault('A process of the embedded PostgreSQL is killed (SIGKILL)', async () => ({
    urls: cluster.urls,
    meanwhile: ['may-fail'],
    begin: async () => {
      const pid = await postmaster();
      const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
      process.kill(Number(children.trim().split(' ').at(-1)), 'SIGKILL');
    },
    end: () => undefined,
  }));

  it('is stopped with its service', async () => {
    const pid = await postmaster();
    expect(await instance.stop('SIGTERM')).toBe(0);
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });
});

describe('an embedded database that cannot be started again', () => {
  let folder: string;
  let cluster: Cluster;
  beforeAll(async () => {
    folder = await workFolder();
    cluster = await Cluster.start({
      env: { DATA_DIR: folder, MIGRATE_ON_START: 'true' },
      instances: [{}],
    });
  });
  afterAll(async () => {
    await cluster?.stop();
    await removeFolder(resolveStateDirectory(folder));
    await removeFolder(folder);
  });

  it('ends the service with 1, and the reason', async () => {
    const instance = cluster.instances[0] as ServiceProcess;
    const state = resolveStateDirectory(folder);
    const pid = Number.parseInt(await readFile(join(state, 'postgres/postmaster.pid'), 'utf8'), 10);
    await rename(join(state, 'postgres'), join(state, 'gone'));
    process.kill(pid, 'SIGKILL');
    await until('it has ended', () => instance.exitCode !== null);
    expect(instance.exitCode).toBe(1);
    expect(instance.output).toMatch(/PostgreSQL stopped unexpectedly.*Starting it again/);
    expect(instance.output).toMatch(/"error".*An error that nobody caught ends the service.*PostgreSQL/);
  });
});
