/**
 * What happens, as RabbitMQ tells of it, against a running `npm start` with RABBITMQ_URL: binds a queue of its own, which goes
 * when this ends, and prints the events that come, until so many have come or Ctrl-C.
 *
 *   npx node requests/follow-rabbitmq.ts amqp://guest:guest@127.0.0.1:5672 [how many] [gatehouse.events]
 */
import { connect } from 'amqplib';

const [url = 'amqp://127.0.0.1', count = 'Infinity', exchange = 'gatehouse.events'] = process.argv.slice(2);
let missing = Number(count);

const connection = await connect(url);
const channel = await connection.createChannel();
channel.on('error', ({ message }) => {
  console.error(`${message}\nStart the service with RABBITMQ_URL first: it makes the exchange.`);
  process.exit(1);
});
await channel.checkExchange(exchange);
const { queue } = await channel.assertQueue('', { exclusive: true });
// Such as `user.*`; `#` is everything.
await channel.bindQueue(queue, exchange, '#');
console.log(`Waiting for events in ${queue}`);

await channel.consume(queue, (message) => {
  if (message === null || missing === 0) return;
  const { sequence, type, subject } = JSON.parse(message.content.toString());
  console.log(`${sequence} ${type} ${subject}`);
  // Only now: what is not acknowledged comes again.
  channel.ack(message);
  missing -= 1;
  if (missing === 0) void connection.close();
});
