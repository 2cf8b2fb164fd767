import fastify from 'fastify';
import { portOf, ready } from './serve.ts';

/** Fastify with one route and nothing else, which answers the payload that it is given first. */
const app = fastify();
let payload: unknown = null;
app.get('/', async () => payload);
await app.listen({ port: 0, host: '127.0.0.1' });

ready(async (message: { payload: unknown }) => {
  payload = message.payload;
  return { port: portOf(app.server) };
});
