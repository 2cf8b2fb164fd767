import { setTimeout as delay } from 'node:timers/promises';
import { migrate } from '../gatehouse.ts';
import { adminToken } from '../lab.ts';
import { withClient } from '../postgres.ts';
import { atLeast } from '../report/results.ts';
import { spread } from '../statistics.ts';
import type { ReceiverAnswer, ReceiverTask } from '../yardsticks/webhook-receiver.ts';
import { append } from './events.ts';
import type { Workload } from './workload.ts';

const endpoints = 10;
const targetPerSecond = 500;
const watchMs = 20;

export const webhooks: Workload = {
  name: 'webhooks',
  about: 'How fast a backlog of events is delivered to ten webhooks',
  steps: () => 1,
  async run(lab) {
    const { results, options, progress } = lab;
    const events = options.isQuick ? 300 : 3_000;
    const count = events * endpoints;
    progress.say(`webhooks: ${events} events for ${endpoints} webhooks`);
    const url = await lab.server.createDatabase('webhooks');
    await migrate(url);
    const receiver = await lab.processes.fork<ReceiverAnswer>('yardsticks/webhook-receiver.ts');
    const ask = (task: ReceiverTask['task']) =>
      receiver.ask({ task, count, endpoints } satisfies ReceiverTask);
    const { port } = await ask('locate');
    const gatehouse = await lab.startGatehouse(url, {
      NODE_ENV: 'development',
      WEBHOOK_ALLOW_PRIVATE: 'true',
    });
    try {
      const token = await adminToken(gatehouse, url);
      for (let index = 0; index < endpoints; index += 1) {
        const body = { url: `http://127.0.0.1:${port}/${index}`, types: ['session.opened'] };
        const { status, json } = await gatehouse.call('POST', '/api/v1/webhooks', { token, body });
        if (status !== 201) throw new Error(`A webhook could not be made: ${status} ${JSON.stringify(json)}`);
      }
      await opened(url);
      await append(url, events);
      const delivered = await ask('await');
      results.find(
        'webhooks',
        `to ${endpoints} of them`,
        '/s',
        spread([delivered.perSecond]),
        atLeast(targetPerSecond),
      );
      const raw = await ask('call');
      results.measure('webhooks', 'undici alone', '/s', spread([raw.perSecond]));
    } finally {
      await gatehouse.stop();
      await receiver.stop();
    }
    results.note(
      `webhooks: ${events} events are committed at once, each for all of ${endpoints} webhooks at one receiver; counted is until it has ` +
        'answered all. undici alone makes as many calls of the same size from the process of the receiver, as many at a time. The service ' +
        'runs with NODE_ENV=development, since in production no webhook may be at plain http.',
    );
    progress.step();
  },
};

/** From then on they are told of what happens. */
async function opened(url: string): Promise<void> {
  await withClient(url, async (client) => {
    for (;;) {
      const { rows } = await client.query('SELECT FROM webhooks WHERE opened_at_position IS NOT NULL');
      if (rows.length === endpoints) return;
      await delay(watchMs);
    }
  });
}
