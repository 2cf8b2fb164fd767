import type { Message, Producer } from '@platformatic/kafka';
import type { KafkaInbound } from '#application/kafka/inbound.js';
import { inTime } from '../brokers/in-time.js';
import { failureText } from '../events/event-failures.js';
import { headersOf, refusalOf } from './client.js';

const buryMs = 10_000;
const tooLarge = new Set(['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE']);

type Sender = Pick<Producer, 'send'>;
type Letter = Parameters<Producer['send']>[0]['messages'][number];

export interface LetterSenders {
  readonly usual: Sender;
  /** What was refused may have confused the usual one; this one is used once. */
  another(send: (sender: Sender) => Promise<void>): Promise<void>;
}

export function deadLettersOf(topic: string): string {
  return `${topic}.dead-letters`;
}

/** What could not be handled, in a topic of its own, with the reason. */
export class DeadLetters {
  constructor(
    private readonly inbound: Pick<KafkaInbound, 'topic' | 'group'>,
    private readonly senders: LetterSenders,
  ) {}

  /**
   * Resolves when the broker has it. With its reason, and no longer compressed, a record may be larger than the broker
   * takes: then there is only the reason, and where the record is, or its partition would be stuck at it.
   */
  async add(
    { key, value, headers, partition, offset, timestamp }: Message,
    attempts: number,
    error: unknown,
  ): Promise<void> {
    const { topic, group } = this.inbound;
    const reason = {
      'x-gatehouse-error': failureText(error),
      'x-gatehouse-attempts': String(attempts),
      'x-gatehouse-group': group,
      'x-gatehouse-source': `${topic}/${partition}/${offset}`,
    };
    const letter = { topic: deadLettersOf(topic), timestamp };
    const whole = { ...letter, key, value, headers: new Map([...headers, ...headersOf(reason)]) };
    try {
      await send(this.senders.usual, whole);
    } catch (refused) {
      if (!tooLarge.has(refusalOf(refused) ?? '')) throw refused;
      const omitted = { 'x-gatehouse-omitted': 'key, value and headers' };
      const short = { ...letter, headers: headersOf({ ...reason, ...omitted }) };
      await this.senders.another((sender) => send(sender, short));
    }
  }
}

async function send(sender: Sender, letter: Letter): Promise<void> {
  await inTime(buryMs, sender.send({ messages: [letter] }), 'The dead letter was not taken');
}
