import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export type Answering = (received: Received, response: ServerResponse) => void;

/** Takes deliveries on this machine, and answers as it is told. */
export class WebhookReceiver {
  readonly received: Received[] = [];
  readonly #waiting = new Set<() => void>();
  /** 204 unless told otherwise. */
  answer: Answering = (_received, response) => response.writeHead(204).end();

  private constructor(private readonly server: Server) {
    server.on('request', (request, response) => void this.#take(request, response));
  }

  static async start(): Promise<WebhookReceiver> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new WebhookReceiver(server);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/hook`;
  }

  /** Resolves when so many have come. */
  async count(wanted: number): Promise<readonly Received[]> {
    while (this.received.length < wanted) {
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
    return this.received;
  }

  stop(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const received = {
      method: request.method ?? '',
      path: request.url ?? '',
      headers: Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
      ),
      body: Buffer.concat(chunks).toString('utf8'),
    };
    this.received.push(received);
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
    this.answer(received, response);
  }
}
