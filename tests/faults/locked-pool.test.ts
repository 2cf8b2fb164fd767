import pg from 'pg';
import { afterAll, beforeAll, describe } from 'vitest';
import { Cluster } from './support/cluster.js';
import { Load } from './support/load.js';
import { PostgresServer } from './support/postgres-server.js';
import { describeFault } from './support/trial.js';

/** More than the connections of the pool. */
const waiting = 20;

describe('a pool whose connections all wait for locks', () => {
  let postgres: PostgresServer;
  let cluster: Cluster;
  let holder: pg.Client;
  let victim: { token: string };

  beforeAll(async () => {
    postgres = await PostgresServer.start();
    cluster = await Cluster.start({ env: { DATABASE_URL: postgres.url(), DATABASE_POOL_SIZE: '5' } });
    const load = new Load(cluster.urls);
    await load.register('victim@example.com', 'victim');
    victim = await load.logIn('victim@example.com');
    holder = new pg.Client({ connectionString: postgres.url('postgres') });
    await holder.connect();
  });
  afterAll(async () => {
    await holder?.end();
    await cluster?.stop();
    await postgres?.remove();
  });

  let isOver = false;
  let waiters: Promise<unknown>;
  /** Changes an account whose row is locked, on every instance, again and again. */
  const wait = async (url: string) => {
    while (!isOver) {
      const response = await fetch(`${url}/api/v1/me`, {
        method: 'PATCH',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${victim.token}` },
        body: JSON.stringify({ username: 'victim2' }),
      });
      await response.text();
    }
  };

  describeFault('One account is locked, and all its requests wait', async () => ({
    urls: cluster.urls,
    meanwhile: ['works', 'works'],
    // What needs a transaction waits for its turn behind those that wait for the lock.
    turnedAway: ['rename', 'register', 'login', 'logout'],
    begin: async () => {
      await holder.query('BEGIN');
      await holder.query(`SELECT FROM users WHERE email = 'victim@example.com' FOR UPDATE`);
      waiters = Promise.all(cluster.urls.flatMap((url) => Array.from({ length: waiting }, () => wait(url))));
    },
    end: async () => {
      await holder.query('ROLLBACK');
      isOver = true;
      await waiters;
    },
  }));
});
