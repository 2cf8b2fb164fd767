import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import type { TestDatabase } from '#testing/test-database.js';

/** A way to a database that can be cut, and restored. */
export class DatabaseLine {
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  #port = 0;

  private constructor(private readonly target: TestDatabase) {}

  static async to(target: TestDatabase): Promise<DatabaseLine> {
    const line = new DatabaseLine(target);
    await line.restore();
    return line;
  }

  /** The database as it is seen through the line. */
  get database(): TestDatabase {
    return {
      ...this.target,
      url: this.#through(this.target.url),
      ownerUrl: this.#through(this.target.ownerUrl),
    };
  }

  #through(target: string): string {
    const url = new URL(target);
    url.hostname = '127.0.0.1';
    url.port = String(this.#port);
    return url.href;
  }

  async restore(): Promise<void> {
    const { hostname, port } = new URL(this.target.url);
    this.#server = createServer((client) => {
      const upstream = connect(Number(port || 5432), hostname);
      for (const [one, other] of [
        [client, upstream],
        [upstream, client],
      ] as const) {
        this.#sockets.add(one);
        one.on('error', () => other.destroy());
        one.on('close', () => this.#sockets.delete(one));
        one.pipe(other);
      }
    }).listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  async cut(): Promise<void> {
    const closed = once(this.#server as Server, 'close');
    this.#server?.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }
}
