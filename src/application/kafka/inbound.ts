import type { BrokerMessage, Reaction } from '#application/brokers/inbound.js';

/** A record that somebody else has published to Kafka. @public */
export interface KafkaInboundMessage extends BrokerMessage {
  readonly topic: string;
  /** By which its partition was chosen; those of one key come in order. */
  readonly key: string | null;
  readonly headers: Readonly<Record<string, string>>;
}

/** A reaction to the records of a topic, as a consumer group of its own. @public */
export interface KafkaInbound extends Reaction<KafkaInboundMessage> {
  /** Made where it is not there. What fails for good goes to the topic `<topic>.dead-letters`. */
  readonly topic: string;
  /** Of all instances; a new one begins with the oldest record that the topic has. */
  readonly group: string;
}
