import { WhenAnythingHappensPublishIt } from '#application/brokers/when-anything-happens-publish-it.js';
import type { KafkaAccess } from '#infrastructure/kafka/client.js';
import { KafkaEventPublisher } from '#infrastructure/kafka/event-publisher.js';
import { KafkaInboundConsumers } from '#infrastructure/kafka/inbound-consumers.js';
import { KafkaLink } from '#infrastructure/kafka/link.js';
import { openingOf } from '#infrastructure/kafka/producer.js';
import { OperatorError } from '#infrastructure/operator-error.js';
import { contributed } from '../contributions.js';
import { defineFeature } from '../define-feature.js';
import type { ValuesOf } from '../define-settings.js';
import { platform } from '../platform/platform.tokens.js';
import { brokersTokens } from './brokers.tokens.js';
import { eventSettings } from './events.settings.js';
import { kafkaSettings } from './kafka.settings.js';
import { kafkaTokens } from './kafka.tokens.js';
import { accessTokenSettings } from './sessions.settings.js';

/** Events to Kafka, and records from it, where there is one. */
export const kafka = defineFeature({
  name: 'kafka',
  settings: [kafkaSettings],

  bind(wiring) {
    const { link, publisher, consumers } = kafkaTokens;
    const settings = wiring.settings(kafkaSettings);
    if (settings.brokers.length === 0) {
      wiring.contribute(
        'first-start step',
        'kafka',
        (inbounds) => ({
          async run() {
            const [first] = inbounds;
            if (first === undefined) return;
            throw new OperatorError(`The topic ${first.topic} is to be consumed: set KAFKA_BROKERS`);
          },
        }),
        [contributed.kafkaInbounds],
      );
      return;
    }
    const access = accessOf(settings);
    const { topic } = settings;
    const ackTimeoutMs = settings.ackTimeoutSeconds * 1000;
    wiring.singleton(
      link,
      (logger) => new KafkaLink(openingOf(access, topic, ackTimeoutMs), 'events wait in the log', logger),
      [platform.logger],
      (open) => open.close(),
    );
    wiring.singleton(
      publisher,
      (connection) => new KafkaEventPublisher(connection, { topic, ackTimeoutMs }),
      [link],
    );
    wiring.contribute(
      'subscription',
      'kafka',
      (sending, { issuer }) => new WhenAnythingHappensPublishIt('kafka', 'Kafka', sending, issuer),
      [publisher, accessTokenSettings.token],
    );
    wiring.singleton(
      consumers,
      (inbounds, handling, logger) => new KafkaInboundConsumers(inbounds, access, handling, logger),
      [contributed.kafkaInbounds, brokersTokens.handling, platform.logger],
      (consuming) => consuming.close(),
    );
    wiring.contribute(
      'first-start step',
      'kafka',
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
      'kafka',
      (connection) => ({
        name: 'kafka',
        check: async () => (connection.isUp || !connection.isStarted ? 'up' : 'busy'),
      }),
      [link],
    );
  },
});

function accessOf(settings: ValuesOf<typeof kafkaSettings>): KafkaAccess {
  const { brokers, isTls, ca, mechanism, username, password } = settings;
  const together = [mechanism, username, password];
  if (together.includes(undefined) && together.some((value) => value !== undefined)) {
    throw new OperatorError(
      'KAFKA_SASL_MECHANISM, KAFKA_USERNAME and KAFKA_PASSWORD belong together: set all of them, or none',
    );
  }
  const isSigned = mechanism !== undefined && username !== undefined && password !== undefined;
  return {
    brokers,
    tls: isTls ? { ca } : null,
    sasl: isSigned ? { mechanism, username, password } : null,
  };
}
