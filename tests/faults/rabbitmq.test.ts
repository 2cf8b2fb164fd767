import { afterAll, beforeAll, describe, it } from 'vitest';
import { publishWhile } from '../support/broker-under-stress.js';
import { publishedRabbit, stressedRabbit } from '../support/rabbit.js';
import { publishWhileAllFail } from './support/broker-and-instances.js';
import { installed } from './support/program.js';
import { RabbitServer } from './support/rabbit-server.js';

const program = installed('TEST_RABBITMQ_PROGRAM');

describe.skipIf(program === null)('RabbitMQ', () => {
  let rabbit: RabbitServer;
  beforeAll(async () => {
    rabbit = await RabbitServer.start(program?.() ?? '');
  });
  afterAll(() => rabbit?.remove());

  it('frozen holds no other subscription up', async () => {
    await publishWhile(stressedRabbit(rabbit), 100, [
      async ({ noticed, othersGoOn }) => {
        rabbit.signal('SIGSTOP');
        await noticed()
          .then(othersGoOn)
          .finally(() => rabbit.signal('SIGCONT'));
      },
    ]);
  });

  it('and instances killed, frozen and stopped miss no event', async () => {
    console.log('RabbitMQ:', await publishWhileAllFail(rabbit, publishedRabbit(rabbit)));
  }, 300_000);
});
