import type { Producer } from '@platformatic/kafka';
import type { EventPublisher } from '#application/brokers/event-publisher.js';
import type { KafkaInboundConsumers } from '#infrastructure/kafka/inbound-consumers.js';
import type { KafkaLink } from '#infrastructure/kafka/link.js';
import { token } from '../token.js';

export const kafkaTokens = {
  link: token<KafkaLink<Producer>>('kafka.link'),
  publisher: token<EventPublisher>('kafka.publisher'),
  consumers: token<KafkaInboundConsumers>('kafka.consumers'),
};
