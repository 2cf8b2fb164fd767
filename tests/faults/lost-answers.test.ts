import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ServiceProcess } from '../support/service-process.js';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.js';
import { Cluster } from './support/cluster.js';
import { Load } from './support/load.js';
import { PostgresServer } from './support/postgres-server.js';
import { describeFault } from './support/trial.js';

describe('lost answers', () => {
  let postgres: PostgresServer;
  let cluster: Cluster;
  let one: ServiceProcess;
  let other: ServiceProcess;
  let line: TcpProxy;
  let lossy: string;

  beforeAll(async () => {
    postgres = await PostgresServer.start();
    cluster = await Cluster.start({ env: { DATABASE_URL: postgres.url() } });
    [one, other] = cluster.instances as [ServiceProcess, ServiceProcess];
    line = await startTcpProxy('127.0.0.1', one.port);
    lossy = `http://127.0.0.1:${line.port}`;
  });
  afterAll(async () => {
    await line?.close();
    await cluster?.stop();
    await postgres?.remove();
  });

  it('of refreshes may be asked for again, however late, and of another instance', async () => {
    const load = new Load([other.baseUrl]);
    await load.register('lost@example.com', 'lostanswer');
    const session = await load.logIn('lost@example.com');
    const refresh = async (url: string, refreshToken: string) => {
      const response = await fetch(`${url}/api/v1/auth/refresh`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ refreshToken }),
      });
      return { status: response.status, tokens: ((await response.json()) as { data: Tokens }).data };
    };
    line.loseAnswers();
    await expect(refresh(lossy, session.refreshToken)).rejects.toThrow();
    line.open();
    // Later than anybody who goes by a clock would have it.
    await postgres.query(
      `UPDATE sessions SET rotated_at = rotated_at - interval '1 day', last_used_at = last_used_at - interval '1 day'`,
    );
    const again = await refresh(other.baseUrl, session.refreshToken);
    expect(again.status).toBe(200);
    const thrice = await refresh(lossy, session.refreshToken);
    expect(thrice.tokens.refreshToken).toBe(again.tokens.refreshToken);
    expect((await refresh(lossy, again.tokens.refreshToken)).status).toBe(200);
    // Its successor has been used: this one is somebody else's.
    expect((await refresh(lossy, session.refreshToken)).status).toBe(401);
  });

  describeFault('The answers of one instance are lost', async () => ({
    urls: [lossy, other.baseUrl],
    meanwhile: ['is-away', 'works'],
    begin: () => line.loseAnswers(),
    end: () => line.open(),
  }));

  describeFault('An instance is killed (SIGKILL) and started again', async () => ({
    urls: cluster.urls,
    meanwhile: ['is-away', 'works'],
    begin: async () => {
      await one.stop('SIGKILL');
    },
    end: () => one.start(),
  }));
});

interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
}
