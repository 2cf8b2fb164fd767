import { afterAll, beforeAll, describe, it } from 'vitest';
import { publishWhile, type Stressed } from '../support/broker-under-stress.js';
import { stressedRabbit } from '../support/rabbit.js';
import { installed } from './support/program.js';
import { RabbitServer } from './support/rabbit-server.js';

const program = installed('TEST_RABBITMQ_PROGRAM');

describe.skipIf(program === null)('RabbitMQ', () => {
  let rabbit: RabbitServer;
  beforeAll(async () => {
    rabbit = await RabbitServer.start(program?.() ?? '');
  });
  afterAll(() => rabbit?.remove());

  const stop = async ({ noticed }: Stressed) => {
    await rabbit.stop('SIGTERM');
    await noticed();
    await rabbit.start();
  };
  const kill = async () => {
    await rabbit.stop('SIGKILL');
    await rabbit.start();
  };
  const freeze = async ({ noticed, othersGoOn }: Stressed) => {
    rabbit.signal('SIGSTOP');
    await noticed()
      .then(othersGoOn)
      .finally(() => rabbit.signal('SIGCONT'));
  };

  it('stopped, killed and frozen misses none of 10,000 events', async () => {
    await publishWhile(stressedRabbit(rabbit), 10_000, [stop, kill, freeze, kill, freeze]);
  }, 300_000);
});
