import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe } from 'vitest';
import { proxied, type TcpProxy } from '../support/tcp-proxy.js';
import { Cluster } from './support/cluster.js';
import { Load } from './support/load.js';
import { PostgresServer } from './support/postgres-server.js';
import { describeFault } from './support/trial.js';
import { until } from './support/until.js';

/** That of an instance, unless it is set. */
const poolSize = 10;

describe('a frozen database', () => {
  let postgres: PostgresServer;
  let line: TcpProxy;
  let cluster: Cluster;

  beforeAll(async () => {
    postgres = await PostgresServer.start();
    const { proxy, url } = await proxied(postgres.url(), 5432);
    line = proxy;
    cluster = await Cluster.start({ instances: [{ DATABASE_URL: url }, { DATABASE_URL: postgres.url() }] });
  });
  /** So that a request that loses one connection may be given another one that is as dead. */
  const fillPools = async () => {
    const load = new Load(cluster.urls);
    const email = `${randomUUID()}@example.com`;
    await load.register(email, `f${randomUUID().replaceAll('-', '').slice(0, 20)}`);
    const { token } = await load.logIn(email);
    const headers = { authorization: `Bearer ${token}` };
    const open = `SELECT FROM pg_stat_activity WHERE application_name = 'gatehouse'`;
    await until('the pools are full', async () => {
      const requests = cluster.urls.flatMap((url) =>
        Array.from({ length: 10 * poolSize }, () => fetch(`${url}/api/v1/me/sessions`, { headers })),
      );
      for (const response of await Promise.all(requests)) await response.text();
      return (await postgres.query(open)).length >= cluster.urls.length * poolSize;
    });
  };

  afterAll(async () => {
    await cluster?.stop();
    await line?.close();
    await postgres?.remove();
  });

  describeFault('PostgreSQL is stopped (SIGSTOP)', async () => ({
    urls: cluster.urls,
    meanwhile: ['fails', 'fails'],
    begin: async () => {
      await fillPools();
      await postgres.freeze();
    },
    end: () => postgres.thaw(),
  }));

  describeFault('The network between one instance and PostgreSQL loses everything', async () => ({
    urls: cluster.urls,
    meanwhile: ['fails', 'works'],
    begin: async () => {
      await fillPools();
      line.hold();
    },
    end: () => line.open(),
  }));
});
