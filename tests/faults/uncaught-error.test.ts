import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ServiceProcess } from '../support/service-process.js';
import { Cluster } from './support/cluster.js';
import { PostgresServer } from './support/postgres-server.js';
import { until } from './support/until.js';

describe.each(['throw', 'reject'])('an error that nobody caught (%s)', (kind) => {
  let postgres: PostgresServer;
  let cluster: Cluster;
  let instance: ServiceProcess;
  let slow: Promise<number | null>;

  beforeAll(async () => {
    postgres = await PostgresServer.start();
    cluster = await Cluster.start({
      env: {
        DATABASE_URL: postgres.url(),
        GATEHOUSE_CONFIG: join(import.meta.dirname, 'support/faulty.config.ts'),
      },
      instances: [{}],
    });
    instance = cluster.instances[0] as ServiceProcess;
    slow = fetch(`${instance.baseUrl}/faulty/slow`).then(
      ({ status }) => status,
      () => null,
    );
    await until('a handler works', () => instance.output.includes('Begun: slow'));
    await fetch(`${instance.baseUrl}/faulty/${kind}`).catch(() => undefined);
  });
  afterAll(async () => {
    await cluster?.stop();
    await postgres?.remove();
  });

  it('lets open requests end', async () => {
    expect(await slow).toBe(204);
  });

  it('ends the process with 1, and a reason', async () => {
    await until('it has ended', () => instance.exitCode !== null);
    expect(instance.exitCode).toBe(1);
    expect(instance.output).toMatch(/An error that nobody caught.*Of a test/);
  });
});

describe('an error that nobody caught, while a handler works', () => {
  let postgres: PostgresServer;
  let cluster: Cluster;
  afterAll(async () => {
    await cluster?.stop();
    await postgres?.remove();
  });

  it('ends the accepting of connections before the process', async () => {
    postgres = await PostgresServer.start();
    cluster = await Cluster.start({
      env: {
        DATABASE_URL: postgres.url(),
        GATEHOUSE_CONFIG: join(import.meta.dirname, 'support/faulty.config.ts'),
        SHUTDOWN_TIMEOUT_MS: '60000',
      },
      instances: [{}],
    });
    const instance = cluster.instances[0] as ServiceProcess;
    const hanging = new AbortController();
    const open = fetch(`${instance.baseUrl}/faulty/hang`, { signal: hanging.signal }).catch(() => undefined);
    await until('the handler hangs', () => instance.output.includes('Begun: hang'));
    await fetch(`${instance.baseUrl}/faulty/throw`).catch(() => undefined);
    await until('it refuses connections', async () => {
      const socket = connect(instance.port, '127.0.0.1');
      const outcome = await once(socket, 'connect').then(
        () => 'connected',
        ({ code }) => code,
      );
      socket.destroy();
      return outcome === 'ECONNREFUSED';
    });
    expect(instance.exitCode).toBeNull();
    hanging.abort();
    await open;
  });
});
