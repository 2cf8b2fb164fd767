import { createServer } from 'node:http';
import { productPackage } from '../paths.ts';
import { portOf, ready } from './serve.ts';

export interface ReceiverTask {
  /** Where it is; until so many have come; called so often by undici alone, each webhook's calls one after the other. */
  readonly task: 'locate' | 'await' | 'call';
  readonly count: number;
  readonly endpoints: number;
}

export interface ReceiverAnswer {
  readonly port: number;
  readonly perSecond: number;
}

/** About as long as an event of the service. */
const body = JSON.stringify({ specversion: '1.0', data: 'x'.repeat(600) });

let received = 0;
let wanted = Number.POSITIVE_INFINITY;
let arrived = () => {};

const server = createServer((request, response) => {
  request.resume().once('end', () => {
    response.writeHead(204).end();
    received += 1;
    if (received >= wanted) arrived();
  });
});

async function call({ count, endpoints }: ReceiverTask): Promise<void> {
  const { Agent } = productPackage<typeof import('undici')>('undici');
  const agent = new Agent({ connections: endpoints, pipelining: 1 });
  const origin = `http://127.0.0.1:${portOf(server)}`;
  const toOne = async (_: unknown, endpoint: number) => {
    for (let sent = endpoint; sent < count; sent += endpoints) {
      const answer = await agent.request({ origin, path: `/${endpoint}`, method: 'POST', body });
      await answer.body.dump();
    }
  };
  await Promise.all(Array.from({ length: endpoints }, toOne));
  await agent.close();
}

function receive({ count }: ReceiverTask): Promise<void> {
  if (received >= count) return Promise.resolve();
  wanted = count;
  return new Promise((resolve) => {
    arrived = resolve;
  });
}

server.listen(0, '127.0.0.1', () =>
  ready(async (task: ReceiverTask): Promise<ReceiverAnswer> => {
    const begin = performance.now();
    if (task.task === 'await') await receive(task);
    if (task.task === 'call') await call(task);
    const seconds = (performance.now() - begin) / 1000;
    return { port: portOf(server), perSecond: task.count / seconds };
  }),
);
