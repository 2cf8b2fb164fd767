import { afterAll, beforeAll, describe } from 'vitest';
import { Cluster } from './support/cluster.js';
import { PostgresServer } from './support/postgres-server.js';
import { describeFault } from './support/trial.js';

describe('a frozen database', () => {
  let postgres: PostgresServer;
  let cluster: Cluster;

  beforeAll(async () => {
    postgres = await PostgresServer.start();
    cluster = await Cluster.start({ env: { DATABASE_URL: postgres.url() } });
  });
  afterAll(async () => {
    await cluster?.stop();
    await postgres?.remove();
  });

  describeFault('PostgreSQL is stopped (SIGSTOP)', async () => ({
    urls: cluster.urls,
    meanwhile: ['fails', 'fails'],
    begin: () => postgres.freeze(),
    end: () => postgres.thaw(),
  }));
});
