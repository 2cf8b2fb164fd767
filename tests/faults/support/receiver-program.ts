import { appendFileSync } from 'node:fs';
import { createServer } from 'node:http';

/**
 * A receiver of webhooks for tests to break: notes the id and the body of each delivery, then answers. What it has
 * written outlives it.
 *
 *   node receiver-program.ts <port> <file>
 */
const [port, file = ''] = process.argv.slice(2);

createServer(async (request, response) => {
  if (request.method !== 'POST') return response.writeHead(405).end();
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = JSON.parse(Buffer.concat(chunks).toString('utf8'));
  appendFileSync(file, `${JSON.stringify({ id: request.headers['webhook-id'], body })}\n`);
  return response.writeHead(204).end();
}).listen(Number(port), '127.0.0.1');
