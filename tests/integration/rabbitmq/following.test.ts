import { describe, expect, it, onTestFinished } from 'vitest';
import { eventsTokens } from '#composition/features/events.tokens.js';
import { expectToFollow, failureOfFollowing } from '../../support/following.js';
import { clientOf, connected, serviceOn } from '../../support/rabbit.js';
import { serviceUrl } from '../services/service-url.js';

const url = serviceUrl('TEST_RABBITMQ_URL');
const script = 'requests/follow-rabbitmq.ts';

describe.skipIf(url === null)(script, () => {
  it('prints events as they are published', async () => {
    const broker = url?.() ?? '';
    const { container, exchange, unrouted } = serviceOn(broker);
    const client = await clientOf(broker);
    onTestFinished(async () => {
      await container.close();
      await client.channel.deleteQueue(unrouted);
      for (const name of [exchange, unrouted]) await client.channel.deleteExchange(name);
      await client.close();
    });
    await (await container.get(eventsTokens.runner)).drain();
    await connected(container);
    await expectToFollow([script, broker, '3', exchange], container);
  });

  it('says what to do where nothing is published', async () => {
    expect(await failureOfFollowing([script, url?.() ?? '', '3', 'nowhere.events'])).toContain(
      'Start the service with RABBITMQ_URL first',
    );
  });
});
