import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ServiceProcess } from '../support/service-process.js';
import { recoveryBoundMs } from './support/bounds.js';
import { Cluster } from './support/cluster.js';
import { PostgresServer } from './support/postgres-server.js';
import { until } from './support/until.js';

/** More than the process may still open. */
const visitors = 60;
const room = 20;

describe('a process that may open no more files (EMFILE)', () => {
  let postgres: PostgresServer;
  let cluster: Cluster;
  let instance: ServiceProcess;
  let sockets: Socket[];

  beforeAll(async () => {
    postgres = await PostgresServer.start();
    cluster = await Cluster.start({ env: { DATABASE_URL: postgres.url() }, instances: [{}] });
    instance = cluster.instances[0] as ServiceProcess;
    const isOpen = (await readdir(`/proc/${instance.pid}/fd`)).length;
    const limit = isOpen + room;
    await promisify(execFile)('prlimit', ['--pid', String(instance.pid), `--nofile=${limit}:${limit}`]);
    sockets = Array.from({ length: visitors }, () => {
      const socket = connect(instance.port, '127.0.0.1');
      socket.on('error', () => undefined);
      return socket;
    });
    await Promise.all(sockets.map((socket) => once(socket, 'connect')));
    await until('it has opened all that it may', async () => {
      return (await readdir(`/proc/${instance.pid}/fd`)).length >= limit - 1;
    });
  });
  afterAll(async () => {
    for (const socket of sockets ?? []) socket.destroy();
    await cluster?.stop();
    await postgres?.remove();
  });

  it('is on record in the log', async () => {
    await until('the log tells', () => /EMFILE|open files|file descriptors/i.test(instance.output), 5_000);
  });

  it('ends with its cause', async () => {
    for (const socket of sockets) socket.destroy();
    const from = performance.now();
    await until('it answers again', async () => {
      const answer = await fetch(`${instance.baseUrl}/health/ready`).catch(() => null);
      return answer?.status === 200;
    });
    expect(performance.now() - from).toBeLessThanOrEqual(recoveryBoundMs);
  });
});
