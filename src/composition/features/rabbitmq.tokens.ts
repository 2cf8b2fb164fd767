import type { EventPublisher } from '#application/rabbitmq/event-publisher.js';
import type { Inbox } from '#application/rabbitmq/inbound.js';
import type { Retention } from '#application/shared/retention.js';
import type { InboundConsumers } from '#infrastructure/rabbitmq/inbound-consumers.js';
import type { RabbitLink } from '#infrastructure/rabbitmq/link.js';
import { token } from '../token.js';

export const rabbitmqTokens = {
  link: token<RabbitLink>('rabbitmq.link'),
  publisher: token<EventPublisher>('rabbitmq.publisher'),
  inbox: token<Inbox>('rabbitmq.inbox'),
  retention: token<Retention>('rabbitmq.retention'),
  consumers: token<InboundConsumers>('rabbitmq.consumers'),
};
