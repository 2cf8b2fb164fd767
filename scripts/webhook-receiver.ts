/**
 * Takes deliveries of webhooks, verifies them and prints what has happened; a beginning for a receiver of one's own.
 *
 *   WEBHOOK_SECRET=whsec_... npx node scripts/webhook-receiver.ts [4000]
 *
 * A delivery that does not verify is answered with 401, one that is not new with 204, since it may come more than once.
 */

import { createServer, type IncomingMessage } from 'node:http';
import { Webhook } from 'standardwebhooks';

const port = Number(process.argv[2] ?? 4000);
const secret = process.env.WEBHOOK_SECRET;
if (secret === undefined)
  throw new Error('Set WEBHOOK_SECRET to the secret that the webhook was registered with');
const webhook = new Webhook(secret);
/** What has been handled; a real receiver keeps it where it keeps what it does about the event. */
const handled = new Set<string>();
const maxBytes = 1_000_000;

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > maxBytes) throw new Error('The body is too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

const server = createServer(async (request, response) => {
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
  );
  try {
    // The bytes as they came: whoever parses them first verifies something else.
    const event = webhook.verify(await bodyOf(request), headers) as {
      id: string;
      type: string;
      sequence: string;
    };
    if (!handled.has(event.id)) console.log(event.sequence, event.type, JSON.stringify(event));
    handled.add(event.id);
    response.writeHead(204).end();
  } catch (error) {
    console.error('refused:', (error as Error).message);
    response.writeHead(401).end();
  }
});
server.listen(port, '127.0.0.1', () => console.log(`Waiting for deliveries at http://127.0.0.1:${port}/`));
