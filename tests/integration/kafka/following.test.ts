import { describe, it, onTestFinished } from 'vitest';
import { eventsTokens } from '#composition/features/events.tokens.js';
import { expectToFollow } from '../../support/following.js';
import { clientOf, connected, serviceOn } from '../../support/kafka.js';
import { serviceUrl } from '../services/service-url.js';

const broker = serviceUrl('TEST_KAFKA_BROKERS');
const script = 'requests/follow-kafka.ts';

describe.skipIf(broker === null)(script, () => {
  it('prints events as they are published', async () => {
    const brokers = broker?.() ?? '';
    const { container, topic } = serviceOn(brokers);
    const client = clientOf(brokers);
    onTestFinished(async () => {
      await container.close();
      await client.close([topic]);
    });
    await (await container.get(eventsTokens.runner)).drain();
    await connected(container);
    await expectToFollow([script, brokers, '3', topic], container);
  });
});
