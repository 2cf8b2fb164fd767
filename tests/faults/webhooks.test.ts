import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StressedBroker } from '../support/broker-under-stress.js';
import { publishWhileAllFail } from './support/broker-and-instances.js';
import type { Cluster } from './support/cluster.js';
import type { PostgresServer } from './support/postgres-server.js';
import { until } from './support/until.js';
import { WebhookServer } from './support/webhook-server.js';

const admin = { email: 'root@example.com', password: 'a password of the first admin' };
const env = {
  WEBHOOK_ALLOW_PRIVATE: 'true',
  ADMIN_EMAIL: admin.email,
  ADMIN_USERNAME: 'root',
  ADMIN_PASSWORD: admin.password,
};

describe('a receiver of webhooks', () => {
  let receiver: WebhookServer;
  beforeAll(async () => {
    receiver = await WebhookServer.start();
  });
  afterAll(() => receiver?.remove());

  const subscribed = async (cluster: Cluster, postgres: PostgresServer): Promise<StressedBroker> => {
    const api = `${cluster.urls[0]}/api/v1`;
    const { accessToken } = await post(`${api}/auth/login`, admin);
    await post(`${api}/webhooks`, { url: receiver.url, types: ['*'] }, accessToken);
    const openedAt = async () => {
      const [row] = await postgres.query('SELECT opened_at_position::int AS at FROM webhooks');
      return row?.at;
    };
    await until('the webhook is open', async () => (await openedAt()) !== null);
    return {
      subscription: 'webhooks',
      after: Number(await openedAt()),
      async delivered() {
        await nothingWaits(postgres, 0);
        const again = await postgres.query(
          'SELECT event_id AS id FROM webhook_deliveries WHERE attempts > 1',
        );
        const late = new Set(again.map(({ id }) => id));
        return (await receiver.received()).map((each) => ({ ...each, isLate: late.has(each.id) }));
      },
    };
  };

  it('and instances killed, frozen and stopped miss no event', async () => {
    const options = {
      env,
      broker: subscribed,
      recovered: (postgres: PostgresServer) => nothingWaits(postgres, 1),
    };
    console.log('Webhooks:', await publishWhileAllFail(receiver, options));
  }, 600_000);
});

/**
 * An instance that was killed in its turn holds it for 6 s, and a breaker pauses for 5 s.
 * @param forSeconds what was added later than so long ago may wait.
 */
function nothingWaits(postgres: PostgresServer, forSeconds: number): Promise<void> {
  const waiting = `SELECT FROM webhook_deliveries
    WHERE state IN ('pending', 'retrying') AND created_at <= clock_timestamp() - interval '${forSeconds} s'`;
  return until('all is delivered', async () => (await postgres.query(waiting)).length === 0, 120_000);
}

async function post(url: string, body: object, token?: string): Promise<{ accessToken: string }> {
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...authorization },
    body: JSON.stringify(body),
  });
  const answer = (await response.json()) as { data: { accessToken: string } };
  expect(response.ok, JSON.stringify(answer)).toBe(true);
  return answer.data;
}
