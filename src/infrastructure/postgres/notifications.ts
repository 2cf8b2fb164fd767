import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { Logger } from '#application/shared/logger.js';
import { endWhenOverdue } from './connection-guard.js';
import { isDirect } from './plain-connection.js';
import { backoffMs, retrying } from './retry.js';

/** @param payload null when the connection was lost and is back: any number of notifications was missed. */
export type NotificationHandler = (payload: string | null) => void;

/** What is asked on this connection is answered at once, so a server that takes longer has been lost. */
const answerTimeoutMs = 5_000;
const reconnectPolicy = { attempts: Number.POSITIVE_INFINITY, baseDelayMs: 100, maxDelayMs: 10_000 };

/**
 * LISTEN and NOTIFY on one connection of their own, which is made when it is first needed and made again when
 * it is lost. Delivery is at most once: what must not be lost is looked for as well.
 */
export class Notifications {
  readonly #handlers = new Map<string, Set<NotificationHandler>>();
  readonly #closing = new AbortController();
  #client: Promise<pg.Client> | undefined;
  /** Settled when what was asked last has been answered: a client of pg is to be asked one thing at a time. */
  #answered: Promise<unknown> = Promise.resolve();

  /** @param timeoutMs for connecting, and for each answer. */
  constructor(
    private readonly url: string,
    private readonly logger: Logger,
    private readonly timeoutMs = answerTimeoutMs,
  ) {}

  /** Resolves, with what ends it, when the channel is listened to; waits for the database where it is down. */
  async subscribe(channel: string, handler: NotificationHandler): Promise<() => void> {
    const handlers = this.#handlers.get(channel) ?? new Set();
    this.#handlers.set(channel, handlers.add(handler));
    const isOpen = () => !this.isClosed;
    await retrying(reconnectPolicy, isOpen, async () => {
      await this.#ask(await this.#connected(), listen(channel));
    });
    return () => {
      handlers.delete(handler);
    };
  }

  /** @throws Error when it was not sent. */
  async publish(channel: string, payload: string): Promise<void> {
    await this.#ask(await this.#connected(), 'SELECT pg_notify($1, $2)', [channel, payload]);
  }

  get isClosed(): boolean {
    return this.#closing.signal.aborted;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    const client = await this.#client?.catch(() => undefined);
    await client?.end();
  }

  async #ask(client: pg.Client, statement: string, values: string[] = []): Promise<void> {
    const answer = this.#answered.then(() => client.query(statement, values));
    this.#answered = answer.catch(() => undefined);
    await answer;
  }

  #connected(): Promise<pg.Client> {
    this.#client ??= this.#connect();
    return this.#client;
  }

  /** @throws Error when it was closed meanwhile. */
  async #connect(): Promise<pg.Client> {
    for (let attempt = 1; ; attempt += 1) {
      this.#closing.signal.throwIfAborted();
      const client = new pg.Client({
        connectionString: this.url,
        application_name: 'gatehouse-notifications',
        keepAlive: true,
        connectionTimeoutMillis: this.timeoutMs,
      });
      client.on('notification', ({ channel, payload }) => this.#tell(channel, payload ?? ''));
      // Without a listener a lost connection would end the process; 'end' follows.
      client.on('error', () => undefined);
      try {
        await client.connect();
        endWhenOverdue(client, this.timeoutMs);
        // A pooler would take the LISTEN away, and what others send would not come.
        if (!(await isDirect(client))) {
          throw new Error('A pooler of connections is in between: set DATABASE_DIRECT_URL');
        }
        for (const channel of this.#handlers.keys()) await client.query(listen(channel));
        client.once('end', () => this.#reconnect());
        return client;
      } catch (error) {
        await client.end().catch(() => undefined);
        if (attempt === 1) this.logger.warn('Notifications are not connected', { reason: reasonOf(error) });
        await delay(backoffMs(reconnectPolicy, attempt), undefined, {
          ref: false,
          signal: this.#closing.signal,
        });
      }
    }
  }

  #reconnect(): void {
    this.#client = undefined;
    if (this.#closing.signal.aborted) return;
    this.#connected().then(
      () => {
        for (const channel of this.#handlers.keys()) this.#tell(channel, null);
      },
      () => undefined,
    );
  }

  #tell(channel: string, payload: string | null): void {
    for (const handler of this.#handlers.get(channel) ?? []) {
      try {
        handler(payload);
      } catch (error) {
        this.logger.error('The handler of a notification failed', { channel, error });
      }
    }
  }
}

function listen(channel: string): string {
  return `LISTEN ${pg.escapeIdentifier(channel)}`;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
