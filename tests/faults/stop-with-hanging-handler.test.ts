import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ServiceProcess } from '../support/service-process.js';
import { Cluster } from './support/cluster.js';
import { PostgresServer } from './support/postgres-server.js';
import { until } from './support/until.js';

describe('a stop while a handler hangs', () => {
  let postgres: PostgresServer;
  let cluster: Cluster;
  let instance: ServiceProcess;
  let slow: Promise<Response>;
  let exitCode: number | null;

  beforeAll(async () => {
    // At this level PostgreSQL tells of connections that were dropped without a farewell.
    postgres = await PostgresServer.start({ log_min_messages: 'debug1' });
    cluster = await Cluster.start({
      env: {
        DATABASE_URL: postgres.url(),
        GATEHOUSE_CONFIG: join(import.meta.dirname, 'support/faulty.config.ts'),
        SHUTDOWN_TIMEOUT_MS: '3000',
      },
      instances: [{}],
    });
    instance = cluster.instances[0] as ServiceProcess;
    await fetch(`${instance.baseUrl}/health/ready`);
    void fetch(`${instance.baseUrl}/faulty/hang`).catch(() => undefined);
    await until('the handler hangs', () => instance.output.includes('Begun: hang'));
    slow = fetch(`${instance.baseUrl}/faulty/slow`);
    await until('another one works', () => instance.output.includes('Begun: slow'));
    exitCode = await instance.stop('SIGTERM');
  });
  afterAll(async () => {
    await cluster?.stop();
    await postgres?.remove();
  });

  it('lets the other requests end', async () => {
    expect((await slow).status).toBe(204);
  });

  it('says in the log what was still open', () => {
    expect(instance.output).toMatch(/"open":\["requests"/);
  });

  it('ends with 1: not all had ended', () => {
    expect(exitCode).toBe(1);
  });

  it('closes the connections to the database', async () => {
    await until('all are gone', async () => {
      const sql = `SELECT FROM pg_stat_activity WHERE application_name LIKE 'gatehouse%'`;
      return (await postgres.query(sql)).length === 0;
    });
    expect(postgres.log).not.toContain('unexpected EOF on client connection');
  });
});
