import { afterAll, beforeAll, describe } from 'vitest';
import { proxied, type TcpProxy } from '../support/tcp-proxy.js';
import { Cluster } from './support/cluster.js';
import { PostgresServer } from './support/postgres-server.js';
import { describeFault } from './support/trial.js';

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
  afterAll(async () => {
    await cluster?.stop();
    await line?.close();
    await postgres?.remove();
  });

  describeFault(
    'PostgreSQL is stopped (SIGSTOP)',
    async () => ({
      urls: cluster.urls,
      meanwhile: ['fails', 'fails'],
      begin: () => postgres.freeze(),
      end: () => postgres.thaw(),
    }),
    ['answers'],
  );

  describeFault('The network between one instance and PostgreSQL loses everything', async () => ({
    urls: cluster.urls,
    meanwhile: ['fails', 'works'],
    begin: () => line.hold(),
    end: () => line.open(),
  }));
});
