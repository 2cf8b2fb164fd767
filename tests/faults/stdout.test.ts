import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ServiceProcess } from '../support/service-process.js';
import { answerBoundMs } from './support/bounds.js';
import { Cluster } from './support/cluster.js';
import { PostgresServer } from './support/postgres-server.js';

/** Each is a line in the log; together they are far more than what lies between a process and its reader. */
const requests = 6_000;

describe.each(['closed', 'stalled'] as const)('standard output whose reader is %s', (kind) => {
  let postgres: PostgresServer;
  let cluster: Cluster;
  let instance: ServiceProcess;
  let statuses: Map<number | null, number>;

  beforeAll(async () => {
    postgres = await PostgresServer.start();
    cluster = await Cluster.start({
      env: { DATABASE_URL: postgres.url(), REQUEST_LOG: 'all' },
      instances: [{}],
    });
    instance = cluster.instances[0] as ServiceProcess;
    if (kind === 'closed') instance.closeOutput();
    else instance.stallOutput();
    statuses = new Map();
    let left = requests;
    const client = async () => {
      while (left-- > 0) {
        const status = await statusOf(`${instance.baseUrl}/nowhere`);
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        // One that is not answered says it all.
        if (status === null) left = 0;
      }
    };
    await Promise.all(Array.from({ length: 10 }, client));
  });
  afterAll(async () => {
    instance?.resumeOutput();
    await cluster?.stop();
    await postgres?.remove();
  });

  it('keeps no request from its answer', () => {
    expect([...statuses]).toEqual([[404, requests]]);
  });

  it('does not end the service', async () => {
    expect(await statusOf(`${instance.baseUrl}/health/ready`)).toBe(200);
  });

  it('does not keep it from ending', async () => {
    expect(await Promise.race([instance.stop('SIGTERM'), timeOut()])).toBe(0);
  });
});

function statusOf(url: string): Promise<number | null> {
  return fetch(url, { signal: AbortSignal.timeout(answerBoundMs) })
    .then(async (response) => {
      await response.text();
      return response.status;
    })
    .catch(() => null);
}

function timeOut(): Promise<string> {
  return new Promise((resolve) => setTimeout(resolve, answerBoundMs, 'it does not end').unref());
}
