import type { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import type pg from 'pg';
import { isConnectionLost } from './database-error.js';

/** PostgreSQL, appendix A. */
const readOnlyTransaction = '25006';

/** What the types of `pg` leave out. */
interface Internals {
  readonly connection: EventEmitter & { readonly stream: Socket };
  readonly readyForQuery: boolean;
  readonly _ending: boolean;
}

/** No answer came in time on a connection that had been made. */
export class OverdueAnswer extends Error {
  override readonly name = 'OverdueAnswer';

  constructor() {
    super('Connection terminated: no answer came');
  }
}

/**
 * Ends the connection of a client that has connected when an answer, or the end of it, is overdue. The server's own time limits do not
 * help where nothing reaches it or comes back from it, and TCP alone would wait for a quarter of an hour. (The driver's
 * `query_timeout` gives up on the answer and keeps the connection, on which the next statement waits in vain.)
 * @param limitMs more than the server may take for a statement.
 * @param isAlive is asked before, where a statement may take any time.
 */
export function endWhenOverdue(
  client: pg.ClientBase,
  limitMs: number,
  isAlive: () => Promise<boolean> = async () => false,
): void {
  // What breaks a connection in use is told by its statement; as an event that nobody hears it would end the process.
  client.on('error', () => undefined);
  const internals = client as unknown as Internals;
  const { stream } = internals.connection;
  // Again and again, whenever nothing was sent or came for so long.
  stream.setTimeout(limitMs).on('timeout', async () => {
    const isOverdue = () => internals._ending || !internals.readyForQuery;
    if (isOverdue() && !(await isAlive()) && isOverdue()) stream.destroy(new OverdueAnswer());
  });
}

/**
 * Ends the connection as soon as the server has said that it will. The pool would see it only when the socket closes,
 * and might give it out once more.
 * @param onReadOnly is told when the server takes no writes: as a rule it has become a standby.
 */
export function endWithServer(client: pg.ClientBase, onReadOnly: () => void): void {
  const { connection } = client as unknown as Internals;
  connection.on('errorMessage', ({ code = '' }: pg.DatabaseError) => {
    if (code === readOnlyTransaction) onReadOnly();
    else if (isConnectionLost(code)) breakOff(client, 'the server ends it');
  });
}

/** The pool, or whose statement is on its way, sees a connection that broke. */
export function breakOff(client: pg.ClientBase, reason: string): void {
  const { connection } = client as unknown as Internals;
  connection.stream.destroy(new Error(`Connection terminated: ${reason}`));
}
