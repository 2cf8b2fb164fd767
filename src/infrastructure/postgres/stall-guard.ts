import type { Socket } from 'node:net';
import pg from 'pg';

/** What the types of `pg` leave out. */
interface ClientInternals {
  readonly connection: { readonly stream: Socket };
  readonly readyForQuery: boolean;
}

/**
 * A client that ends its connection when an answer is overdue. The server's own time limits do not help where
 * nothing reaches it or comes back from it, and TCP alone would wait for a quarter of an hour.
 * @param limitMs more than the server may take for a statement.
 */
export function stallGuardedClient(limitMs: number): typeof pg.Client {
  return class extends pg.Client {
    constructor(config?: string | pg.ClientConfig) {
      super(config);
      // What breaks a connection in use is told by its statement; as an event that nobody hears it would end the process.
      this.on('error', () => undefined);
      // Then the stream is the one that stays, under TLS too.
      this.on('connect', () => {
        const internals = this as unknown as ClientInternals;
        const { stream } = internals.connection;
        stream.setTimeout(limitMs, () => {
          if (!internals.readyForQuery) stream.destroy(new Error('Connection terminated: no answer came'));
        });
      });
    }
  };
}
