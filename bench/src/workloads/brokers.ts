import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { migrate } from '../gatehouse.ts';
import type { Lab } from '../lab.ts';
import { withClient } from '../postgres.ts';
import { atLeast } from '../report/results.ts';
import { spread } from '../statistics.ts';
import type { BrokerTask } from '../yardsticks/raw-broker.ts';
import { append, drained } from './events.ts';
import type { Workload } from './workload.ts';

const targetPerSecond = 2000;
const watchMs = 20;

interface Broker {
  readonly subscription: BrokerTask['broker'];
  readonly title: string;
  readonly variable: string;
  /** Of a service that publishes under that name. */
  environment(address: string, name: string): Record<string, string>;
}

const all: readonly Broker[] = [
  {
    subscription: 'rabbitmq',
    title: 'RabbitMQ',
    variable: 'TEST_RABBITMQ_URL',
    environment: (address, name) => ({ RABBITMQ_URL: address, RABBITMQ_PREFIX: name }),
  },
  {
    subscription: 'kafka',
    title: 'Kafka',
    variable: 'TEST_KAFKA_BROKERS',
    environment: (address, name) => ({ KAFKA_BROKERS: address, KAFKA_TOPIC: `${name}.events` }),
  },
];

export const brokers: Workload = {
  name: 'brokers',
  about: 'How fast a backlog of events is published to RabbitMQ and to Kafka',
  steps: () => all.length,
  async run(lab) {
    for (const broker of all) {
      const address = process.env[broker.variable];
      if (address) await measure(lab, broker, address);
      else
        lab.results.note(
          `brokers: NOT measured is ${broker.title}: there is none in ${broker.variable} (npm run services).`,
        );
      lab.progress.step();
    }
  },
};

async function measure(lab: Lab, broker: Broker, address: string): Promise<void> {
  const { results, options, progress } = lab;
  const { subscription, title } = broker;
  const count = options.isQuick ? 10_000 : 100_000;
  progress.say(`brokers: a backlog of ${count} for ${title}`);
  const name = `bench-${randomUUID()}`;
  const url = await lab.server.createDatabase(`brokers_${subscription}`);
  await migrate(url);
  const yardstick = await lab.processes.fork<{ perSecond: number }>('yardsticks/raw-broker.ts');
  const ask = (task: BrokerTask['task']) =>
    yardstick.ask({ broker: subscription, address, name, task, count } satisfies BrokerTask);
  const gatehouse = await lab.startGatehouse(url, broker.environment(address, name));
  try {
    await ask('await');
    await subscribed(url, subscription);
    await append(url, count);
    const { handled, seconds, left } = await drained(url, subscription, progress);
    if (left > 0) results.problem(`brokers: ${left} of the backlog were not published to ${title}`);
    const raw = await ask('publish');
    results.find(
      'brokers',
      `to ${title}, of a backlog of ${count}`,
      '/s',
      spread([handled / seconds]),
      atLeast(targetPerSecond),
    );
    results.measure('brokers', `${title}'s client alone`, '/s', spread([raw.perSecond]));
  } finally {
    await gatehouse.stop();
    await ask('remove');
    await yardstick.stop();
  }
  results.note(
    `brokers: ${count} events are committed at once; counted is until the broker has acknowledged them all and the subscription has ` +
      'moved. The client alone sends as many of the same size, in batches of 500 of which each is acknowledged before the next.',
  );
}

/** From now on; what was appended before is not published. */
async function subscribed(url: string, subscription: string): Promise<void> {
  await withClient(url, async (client) => {
    for (;;) {
      const { rows } = await client.query('SELECT FROM event_subscriptions WHERE name = $1', [subscription]);
      if (rows.length > 0) return;
      await delay(watchMs);
    }
  });
}
