import { setTimeout as delay } from 'node:timers/promises';
import type { Producer } from '@platformatic/kafka';
import { inTime } from '../brokers/in-time.js';
import { closeClient, ensureTopics, type KafkaAccess, loadClient, optionsOf } from './client.js';
import type { Opening } from './link.js';

const probeEveryMs = 5_000;

/**
 * A producer whose records arrive once each, and in order, for as long as it lives. One with which something has
 * failed may have lost count of what the broker has: it must not be used again.
 */
export async function newProducer(access: KafkaAccess): Promise<Producer> {
  const { compatibilityPartitioner, Producer } = await loadClient();
  return new Producer({
    ...optionsOf(access),
    // Waits for all replicas in sync, and sends again, without an end, what was not acknowledged.
    idempotent: true,
    // As Kafka's own client does, so that records of a key meet those that others publish under it.
    partitioner: compatibilityPartitioner,
  });
}

/**
 * A producer for a topic, which is made where it is not there.
 * @param answerTimeoutMs after which a broker that does not answer is lost.
 */
export function openingOf(access: KafkaAccess, topic: string, answerTimeoutMs: number): Opening<Producer> {
  return {
    async open() {
      await ensureTopics(access, [topic]);
      return newProducer(access);
    },
    async watch(producer, signal) {
      while (!producer.closed) {
        await delay(probeEveryMs, undefined, { signal });
        const answer = producer.metadata({ topics: [topic], forceUpdate: true });
        await inTime(answerTimeoutMs, answer, 'Kafka has not answered');
      }
    },
    close: closeClient,
  };
}
