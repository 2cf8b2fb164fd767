import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** "Frontend/Backend Protocol", Message Formats: ready, and in no transaction. */
const readyForQuery = Buffer.from('Z\0\0\0\x05I', 'latin1');

/** A connection to a database that can lose what is sent, as a network does that drops packets. */
export class SilentLine {
  isSilent = false;
  /** Falls silent as soon as the server has let somebody in. */
  isSilentOnceIn = false;
  readonly #sockets = new Set<Socket>();

  private constructor(
    readonly url: string,
    private readonly server: Server,
  ) {}

  static async to(databaseUrl: string): Promise<SilentLine> {
    const server = createServer({ allowHalfOpen: true }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = new URL(databaseUrl);
    const { hostname, port } = url;
    url.hostname = '127.0.0.1';
    url.port = String((server.address() as AddressInfo).port);
    const line = new SilentLine(url.href, server);
    server.on('connection', (client) => {
      const upstream = connect({ port: Number(port || 5432), host: hostname, allowHalfOpen: true });
      line.#forward(client, upstream);
      line.#forward(upstream, client);
    });
    return line;
  }

  close(): void {
    this.server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #forward(from: Socket, to: Socket): void {
    this.#sockets.add(from);
    from.on('data', (chunk: Buffer) => {
      if (!this.isSilent) to.write(chunk);
      if (this.isSilentOnceIn && chunk.subarray(-readyForQuery.length).equals(readyForQuery))
        this.isSilent = true;
    });
    // Whoever hangs up is not heard either.
    from.on('end', () => {
      if (!this.isSilent) to.end();
    });
    from.on('error', () => to.destroy());
    from.on('close', () => {
      this.#sockets.delete(from);
      to.destroy();
    });
  }
}
