import type { MessageToProduce, Producer } from '@platformatic/kafka';
import type { EventPublisher } from '#application/brokers/event-publisher.js';
import type { CloudEvent } from '#application/events/cloud-event.js';
import { inTime } from '../brokers/in-time.js';
import { AwayError, EventFailure } from '../events/event-failures.js';
import { failureOf, headersOf, refusalOf } from './client.js';
import type { KafkaLink } from './link.js';

export interface PublisherSettings {
  readonly topic: string;
  /** For the acknowledgements of a batch. */
  readonly ackTimeoutMs: number;
}

/** Of the values of one request; a broker takes about 1 MB of each partition by default. */
const portionBytes = 512 * 1024;
/** What a broker has against a record, whenever it comes. */
const refusalsOfRecords = new Set([
  'MESSAGE_TOO_LARGE',
  'RECORD_LIST_TOO_LARGE',
  'INVALID_RECORD',
  'INVALID_TIMESTAMP',
]);

export class KafkaEventPublisher implements EventPublisher {
  constructor(
    private readonly link: KafkaLink<Producer>,
    private readonly settings: PublisherSettings,
  ) {}

  async publish(events: readonly CloudEvent[]): Promise<void> {
    this.link.start();
    const producer = this.link.opened;
    if (producer === undefined) throw new AwayError('Kafka is not connected');
    const { topic, ackTimeoutMs } = this.settings;
    try {
      const sent = this.#send(
        producer,
        events.map((event) => recordOf(event, topic)),
      );
      await inTime(ackTimeoutMs, sent, 'Kafka has not acknowledged');
    } catch (error) {
      // What was sent with it may still arrive; nothing more shall.
      this.link.abandon(producer, error);
      throw failureFor(error);
    }
  }

  async #send(producer: Producer, records: readonly MessageToProduce[]): Promise<void> {
    for (const portion of portionsOf(records)) {
      if (this.link.opened !== producer) throw new AwayError('Kafka was given up');
      await producer.send({ messages: portion });
    }
  }
}

function failureFor(error: unknown): EventFailure {
  if (error instanceof EventFailure) return error;
  const refusal = refusalOf(error);
  if (refusal !== undefined && refusalsOfRecords.has(refusal)) {
    return new EventFailure(`Kafka refuses it: ${refusal}`);
  }
  return new AwayError(`Kafka did not take what was sent: ${failureOf(error)}`);
}

/** Structured as CloudEvents say, with the attributes in headers too, for those who route by them. */
function recordOf(event: CloudEvent, topic: string): MessageToProduce {
  const { data: _data, datacontenttype: _type, ...attributes } = event;
  const headers: Record<string, string> = { 'content-type': 'application/cloudevents+json; charset=UTF-8' };
  for (const [name, value] of Object.entries(attributes)) headers[`ce_${name}`] = value;
  const { requestid, traceparent } = event;
  if (requestid !== undefined) headers['x-correlation-id'] = requestid;
  if (traceparent !== undefined) headers.traceparent = traceparent;
  return {
    topic,
    key: Buffer.from(event.subject),
    value: Buffer.from(JSON.stringify(event)),
    headers: headersOf(headers),
    timestamp: BigInt(Date.parse(event.time)),
  };
}

function* portionsOf(records: readonly MessageToProduce[]): Generator<MessageToProduce[]> {
  let portion: MessageToProduce[] = [];
  let bytes = 0;
  for (const record of records) {
    const size = record.value?.length ?? 0;
    if (portion.length > 0 && bytes + size > portionBytes) {
      yield portion;
      [portion, bytes] = [[], 0];
    }
    portion.push(record);
    bytes += size;
  }
  if (portion.length > 0) yield portion;
}
