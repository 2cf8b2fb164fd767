import { afterAll, beforeAll, describe } from 'vitest';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.js';
import { Cluster } from './support/cluster.js';
import { PostgresServer } from './support/postgres-server.js';
import { describeFault } from './support/trial.js';
import { until } from './support/until.js';

describe('a demoted primary', () => {
  let one: PostgresServer;
  let other: PostgresServer;
  let address: TcpProxy;
  let cluster: Cluster;

  beforeAll(async () => {
    one = await PostgresServer.start();
    other = await PostgresServer.create();
    await other.follow(one);
    await other.start();
    const isStreaming = async () => (await one.query('SELECT FROM pg_stat_replication')).length === 1;
    await until('the standby follows', isStreaming);
    address = await startTcpProxy('127.0.0.1', one.port);
    cluster = await Cluster.start({ env: { DATABASE_URL: one.url('service', address.port) } });
  });
  afterAll(async () => {
    await cluster?.stop();
    await address?.close();
    await other?.remove();
    await one?.remove();
  });

  // The instances connect again while the address still leads to the old primary, which is a standby by then.
  describeFault('The standby is promoted, and the address follows late', async () => ({
    urls: cluster.urls,
    meanwhile: ['fails', 'fails'],
    begin: async () => {
      await one.stop();
      await other.query('SELECT pg_promote()');
      await one.follow(other);
      await one.start();
    },
    end: () => address.leadTo(other.port),
  }));
});
