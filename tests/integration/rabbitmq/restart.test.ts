import { afterAll, beforeAll, describe, it } from 'vitest';
import { installed } from '../../faults/support/program.js';
import { RabbitServer } from '../../faults/support/rabbit-server.js';
import { publishWhile } from '../../support/broker-under-stress.js';
import { stressedRabbit } from '../../support/rabbit.js';

const program = installed('TEST_RABBITMQ_PROGRAM');

describe.skipIf(program === null)('a RabbitMQ that is stopped and started', () => {
  let rabbit: RabbitServer;
  beforeAll(async () => {
    rabbit = await RabbitServer.start(program?.() ?? '');
  });
  afterAll(() => rabbit?.remove());

  it('misses none of 1,000 events, and has duplicates under their own ids only', async () => {
    await publishWhile(stressedRabbit(rabbit), 1_000, [
      async ({ noticed }) => {
        await rabbit.stop();
        await noticed();
        await rabbit.start();
      },
    ]);
  });
});
