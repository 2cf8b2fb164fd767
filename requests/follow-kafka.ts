/**
 * What happens, as Kafka tells of it, against a running `npm start` with KAFKA_BROKERS: reads the topic from its beginning, and
 * prints the events, until so many have come or Ctrl-C.
 *
 *   npx node requests/follow-kafka.ts 127.0.0.1:9092 [how many] [gatehouse.events]
 */
import { randomUUID } from 'node:crypto';
import { Consumer, stringDeserializers } from '@platformatic/kafka';

const [broker = '127.0.0.1:9092', count = 'Infinity', topic = 'gatehouse.events'] = process.argv.slice(2);
let missing = Number(count);

const consumer = new Consumer({
  clientId: 'follow-kafka',
  bootstrapBrokers: [broker],
  // Those of one group share the partitions, and go on where the group was.
  groupId: `follow-kafka-${randomUUID()}`,
  deserializers: stringDeserializers,
});
const stream = await consumer.consume({ topics: [topic], mode: 'earliest' });
console.log(`Waiting for events in ${topic}`);

for await (const { value } of stream) {
  const { sequence, type, subject } = JSON.parse(value);
  console.log(`${sequence} ${type} ${subject}`);
  missing -= 1;
  if (missing === 0) break;
}
await consumer.close(true);
