import { expect, it } from 'vitest';
import { composeService } from '#composition/service.js';
import { appendFor, catchUpBoundMs } from '../support/broker-under-stress.js';
import { Cluster } from './support/cluster.js';
import { PostgresServer } from './support/postgres-server.js';
import { until } from './support/until.js';
import { WebhookServer } from './support/webhook-server.js';

const count = 10_000;
const encryptionKey = Buffer.alloc(32, 'webhooks').toString('base64');
const admin = { email: 'root@example.com', password: 'a password of the first admin' };

async function post(url: string, body: object, token?: string): Promise<{ id: string; accessToken: string }> {
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...authorization },
    body: JSON.stringify(body),
  });
  const answer = (await response.json()) as { data: { id: string; accessToken: string } };
  expect(response.ok, JSON.stringify(answer)).toBe(true);
  return answer.data;
}

it('a receiver stopped, killed and frozen, and instances killed, miss none of 10,000 events', async ({
  annotate,
}) => {
  const postgres = await PostgresServer.start();
  const receiver = await WebhookServer.start();
  const database = { DATABASE_URL: postgres.url(), ENCRYPTION_KEY: encryptionKey };
  const cluster = await Cluster.start({
    env: {
      ...database,
      WEBHOOK_ALLOW_PRIVATE: 'true',
      ADMIN_EMAIL: admin.email,
      ADMIN_USERNAME: 'root',
      ADMIN_PASSWORD: admin.password,
    },
  });
  const appender = composeService({
    environment: { NODE_ENV: 'test', EVENTS_ENABLED: 'false', WEBHOOKS_ENABLED: 'false', ...database },
  });
  const row = async (sql: string) => (await postgres.query(sql))[0] ?? {};
  try {
    const api = `${cluster.urls[0]}/api/v1`;
    const { accessToken } = await post(`${api}/auth/login`, admin);
    await post(`${api}/webhooks`, { url: receiver.url, types: ['*'] }, accessToken);
    const openedAt = async () => (await row('SELECT opened_at_position::int AS at FROM webhooks')).at;
    await until('the webhook is open', async () => (await openedAt()) !== null);

    const isFailing = async () => (await row('SELECT failing_since AS since FROM webhooks')).since !== null;
    /** Somebody who lives has tried in vain: whose turn it was when it was killed holds it up to 20 s. */
    const noticed = () => until('it is noticed', isFailing, 120_000);
    const isBack = () => until('something gets through', async () => !(await isFailing()), catchUpBoundMs);
    const killOne = async (round: number) => {
      const victim = cluster.instances[round % 2];
      await victim?.stop('SIGKILL');
      await victim?.start();
    };
    const away = (signal: NodeJS.Signals) => async (round: number) => {
      await receiver.stop(signal);
      await killOne(round);
      await noticed();
      await receiver.start();
    };
    const frozen = async (round: number) => {
      receiver.signal('SIGSTOP');
      await killOne(round)
        .then(noticed)
        .finally(() => receiver.signal('SIGCONT'));
    };
    let backAt = 0;
    let lagMs = 0;
    const backMs: number[] = [];
    const faults = [away('SIGTERM'), away('SIGKILL'), frozen, away('SIGKILL'), frozen];
    const broker = {
      subscription: 'webhooks',
      after: Number(await openedAt()),
      async delivered() {
        const waiting = async () =>
          (
            await row(
              `SELECT count(*)::int AS left FROM webhook_deliveries WHERE state IN ('pending', 'retrying')`,
            )
          ).left;
        const limitMs = Math.max(0, catchUpBoundMs - (performance.now() - backAt));
        await until('all is delivered', async () => (await waiting()) === 0, limitMs);
        lagMs = performance.now() - backAt;
        const again = await postgres.query(
          'SELECT event_id AS id FROM webhook_deliveries WHERE attempts > 1',
        );
        const late = new Set(again.map(({ id }) => id));
        return (await receiver.received()).map((each) => ({ ...each, isLate: late.has(each.id) }));
      },
    };
    const { duplicates } = await appendFor(
      broker,
      appender,
      count,
      faults.map((fault, round) => async () => {
        await fault(round);
        backAt = performance.now();
        await isBack();
        backMs.push(Math.round(performance.now() - backAt));
      }),
    );
    await annotate(
      `${duplicates} of 10,000 came twice; all was there ${Math.round(lagMs)} ms after the last fault`,
    );
    const states = await postgres.query(
      'SELECT attempts, count(*)::int FROM webhook_deliveries GROUP BY 1 ORDER BY 1',
    );
    await annotate(
      `attempts: ${JSON.stringify(states)}; ms until something got through: ${backMs.join(', ')}`,
    );
  } finally {
    await appender.close();
    await cluster.stop();
    await receiver.remove();
    await postgres.remove();
  }
}, 600_000);
