import { WhenAnythingHappensPublishIt } from '#application/brokers/when-anything-happens-publish-it.js';
import { OperatorError } from '#infrastructure/operator-error.js';
import { RabbitEventPublisher } from '#infrastructure/rabbitmq/event-publisher.js';
import { InboundConsumers } from '#infrastructure/rabbitmq/inbound-consumers.js';
import { RabbitLink } from '#infrastructure/rabbitmq/link.js';
import { contributed } from '../contributions.js';
import { defineFeature } from '../define-feature.js';
import { platform } from '../platform/platform.tokens.js';
import { brokersTokens } from './brokers.tokens.js';
import { eventSettings } from './events.settings.js';
import { rabbitmqSettings } from './rabbitmq.settings.js';
import { rabbitmqTokens } from './rabbitmq.tokens.js';
import { accessTokenSettings } from './sessions.settings.js';

/** Events to RabbitMQ, and messages from it, where there is one. */
export const rabbitmq = defineFeature({
  name: 'rabbitmq',
  settings: [rabbitmqSettings],

  bind(wiring) {
    const { link, inboundLink, publisher, consumers } = rabbitmqTokens;
    const { url, prefix, confirmTimeoutSeconds } = wiring.settings(rabbitmqSettings);
    if (url === undefined) {
      wiring.contribute(
        'first-start step',
        'rabbitmq',
        (inbounds) => ({
          async run() {
            const [first] = inbounds;
            if (first === undefined) return;
            throw new OperatorError(`The queue ${first.queue} is to be consumed: set RABBITMQ_URL`);
          },
        }),
        [contributed.inbounds],
      );
      return;
    }
    for (const target of [link, inboundLink]) {
      wiring.singleton(
        target,
        (logger) => new RabbitLink(url, logger),
        [platform.logger],
        (open) => open.close(),
      );
    }
    wiring.singleton(
      publisher,
      (connection, logger) =>
        new RabbitEventPublisher(
          connection,
          { prefix, confirmTimeoutMs: confirmTimeoutSeconds * 1000 },
          logger,
        ),
      [link, platform.logger],
    );
    wiring.contribute(
      'subscription',
      'rabbitmq',
      (sending, { issuer }) => new WhenAnythingHappensPublishIt('rabbitmq', 'RabbitMQ', sending, issuer),
      [publisher, accessTokenSettings.token],
    );
    wiring.instance(
      consumers,
      InboundConsumers,
      [contributed.inbounds, inboundLink, brokersTokens.handling, platform.logger],
      (consuming) => consuming.close(),
    );
    wiring.contribute(
      'first-start step',
      'rabbitmq',
      (publishing, consuming, { isEnabled }) => ({
        async run() {
          if (!isEnabled) return;
          publishing.start();
          consuming.start();
        },
      }),
      [link, consumers, eventSettings.token],
    );
    // Events wait in the log while it is away, so that nobody has to be sent elsewhere.
    wiring.contribute(
      'health check',
      'rabbitmq',
      (connection) => ({
        name: 'rabbitmq',
        check: async () => (connection.isUp || !connection.isStarted ? 'up' : 'busy'),
      }),
      [link],
    );
  },
});
