import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../support/service-process.js';
import { Cluster } from './support/cluster.js';
import { PostgresServer } from './support/postgres-server.js';
import { installed, Program, removeFolder, workFolder } from './support/program.js';
import { describeFault } from './support/trial.js';

const redisServer = installed('TEST_REDIS_PROGRAM');

describe.skipIf(redisServer === null)('Redis', () => {
  let postgres: PostgresServer;
  let folder: string;
  let port: number;
  let redis: Program;
  let cluster: Cluster;

  const start = async () => {
    const args = ['--bind', '127.0.0.1', '--port', String(port), '--save', '', '--appendonly', 'no'];
    redis = await Program.start(redisServer?.() ?? '', args, folder, port);
  };
  const command = async (...words: [string, ...string[]]) => {
    const client = new Redis(port, '127.0.0.1');
    await client.call(...words);
    client.disconnect();
  };

  beforeAll(async () => {
    folder = await workFolder();
    port = await freePort();
    await start();
    postgres = await PostgresServer.start();
    cluster = await Cluster.start({
      env: { DATABASE_URL: postgres.url(), REDIS_URL: `redis://127.0.0.1:${port}` },
    });
  });
  afterAll(async () => {
    await cluster?.stop();
    await postgres?.remove();
    redis?.signal('SIGCONT');
    await redis?.stop();
    await removeFolder(folder);
  });

  describeFault('Redis is killed (SIGKILL) and started again', async () => ({
    urls: cluster.urls,
    meanwhile: ['works', 'works'],
    begin: () => redis.stop('SIGKILL'),
    end: start,
  }));

  describeFault('Redis is stopped (SIGSTOP)', async () => ({
    urls: cluster.urls,
    meanwhile: ['works', 'works'],
    begin: () => redis.signal('SIGSTOP'),
    end: () => redis.signal('SIGCONT'),
  }));

  describeFault('Redis becomes a read-only replica', async () => ({
    urls: cluster.urls,
    meanwhile: ['works', 'works'],
    begin: () => command('REPLICAOF', '127.0.0.1', '1'),
    end: () => command('REPLICAOF', 'NO', 'ONE'),
  }));

  it('that takes no writes keeps no instance from ending', async () => {
    await command('REPLICAOF', '127.0.0.1', '1');
    expect(await Promise.all(cluster.instances.map((instance) => instance.stop('SIGTERM')))).toEqual([0, 0]);
  });
});
