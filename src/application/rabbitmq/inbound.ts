/** A message that somebody else has published. @public */
export interface InboundMessage {
  /** The same each time that it is delivered: the id of its event. */
  readonly id: string;
  /** What it was published with. */
  readonly routingKey: string;
  /** Of a CloudEvent its envelope; whatever the JSON is, nobody has checked it. */
  readonly body: unknown;
  readonly correlationId: string | null;
}

/** A reaction to messages of RabbitMQ, in a queue of its own. @public */
export interface Inbound {
  /** Durable, and made where it is not there. What fails for good goes to the queue `<queue>.dead`. */
  readonly queue: string;
  /** A topic exchange, made where it is not there. */
  readonly exchange: string;
  /** Which routing keys are wanted: `user.*`, `#`. */
  readonly bindingKey: string;
  /** After so many a message is dead; 5 by default. */
  readonly maxAttempts?: number;
  /**
   * Runs in a unit of work, in which the message is put on record as handled: what it writes there is written once,
   * however often the message is delivered. It calls nobody outside.
   */
  handle(message: InboundMessage): Promise<void>;
}

/** The messages that have been handled. */
export interface Inbox {
  /**
   * Puts a message on record, in the unit of work that runs. Whoever comes second waits for the first.
   * @returns false when it was handled before.
   */
  accept(queue: string, messageId: string): Promise<boolean>;
}
