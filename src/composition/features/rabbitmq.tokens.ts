import type { EventPublisher } from '#application/brokers/event-publisher.js';
import type { InboundConsumers } from '#infrastructure/rabbitmq/inbound-consumers.js';
import type { RabbitLink } from '#infrastructure/rabbitmq/link.js';
import { token } from '../token.js';

export const rabbitmqTokens = {
  link: token<RabbitLink>('rabbitmq.link'),
  /** One of its own: whoever publishes too much, or consumes what cannot be set up, does not harm the other. */
  inboundLink: token<RabbitLink>('rabbitmq.inboundLink'),
  publisher: token<EventPublisher>('rabbitmq.publisher'),
  consumers: token<InboundConsumers>('rabbitmq.consumers'),
};
