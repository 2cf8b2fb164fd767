/** A message that somebody else has published, through whichever broker. @public */
export interface BrokerMessage {
  /** The same each time that it is delivered: the id of its event. */
  readonly id: string;
  /** Of a CloudEvent its envelope; whatever the JSON is, nobody has checked it. */
  readonly body: unknown;
  readonly correlationId: string | null;
}

/** A reaction to what a broker delivers. @public */
export interface Reaction<M extends BrokerMessage> {
  /** After so many a message is dead; 5 by default. */
  readonly maxAttempts?: number;
  /**
   * Runs in a unit of work, in which the message is put on record as handled: what it writes there is written once,
   * however often the message is delivered. It calls nobody outside.
   */
  handle(message: M): Promise<void>;
}
