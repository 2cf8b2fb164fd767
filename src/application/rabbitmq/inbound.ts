import type { BrokerMessage, Reaction } from '#application/brokers/inbound.js';

/** A message that somebody else has published to RabbitMQ. @public */
export interface InboundMessage extends BrokerMessage {
  /** What it was published with. */
  readonly routingKey: string;
}

/** A reaction to messages of RabbitMQ, in a queue of its own. @public */
export interface Inbound extends Reaction<InboundMessage> {
  /** Durable, and made where it is not there. What fails for good goes to the queue `<queue>.dead`. */
  readonly queue: string;
  /** A topic exchange, made where it is not there. */
  readonly exchange: string;
  /** Which routing keys are wanted: `user.*`, `#`. */
  readonly bindingKey: string;
}
