import { connect } from 'node:net';
import type { FastifyInstance } from 'fastify';

export async function listen(app: FastifyInstance): Promise<number> {
  await app.listen({ port: 0, host: '127.0.0.1' });
  return (app.server.address() as { port: number }).port;
}

/** Sends bytes as they are and gives back all that comes until the server closes the connection. */
export function exchange(port: number, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes, 'latin1'));
    let received = '';
    socket.setEncoding('utf8');
    socket.on('data', (chunk) => {
      received += chunk;
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(received));
  });
}

/** A connection that stays open between requests. */
export class Connection {
  readonly #socket;
  #received = '';

  constructor(port: number) {
    this.#socket = connect(port, '127.0.0.1');
    this.#socket.setEncoding('utf8');
    this.#socket.on('data', (chunk) => {
      this.#received += chunk;
    });
    this.#socket.on('error', () => undefined);
  }

  send(bytes: string): void {
    this.#received = '';
    this.#socket.write(bytes);
  }

  /** Once `marker` has come. */
  async received(marker: string): Promise<string> {
    while (!this.#received.includes(marker)) await new Promise((resolve) => setTimeout(resolve, 5));
    return this.#received;
  }

  destroy(): void {
    this.#socket.destroy();
  }

  closed(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#socket.destroyed) resolve();
      else this.#socket.on('close', () => resolve());
    });
  }
}
