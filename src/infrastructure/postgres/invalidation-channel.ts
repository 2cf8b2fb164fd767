import type { Logger } from '#application/shared/logger.js';
import type { AccountId } from '#domain/shared/ids.js';
import { ConnectedChannel, messagesOf } from '../cache/connected-channel.js';
import type { Database } from './database.js';
import type { Notifications } from './notifications.js';

/**
 * LISTEN and NOTIFY. A change is announced in its own transaction: PostgreSQL delivers it when that commits,
 * and no crash comes between. (Transactions with a NOTIFY in them commit one after the other; changes that
 * need one are rare, and logins, which are not, are announced outside.)
 */
export class PostgresInvalidationChannel extends ConnectedChannel {
  constructor(
    private readonly notifications: Notifications,
    private readonly database: Database,
    private readonly logger: Logger,
    timeoutMs: number,
  ) {
    super(timeoutMs, 'gatehouse_accounts');
  }

  async publish(accounts: readonly AccountId[]): Promise<void> {
    await this.database.write((manager) =>
      manager.query('SELECT pg_notify($1, message) FROM unnest($2::text[]) AS message', [
        this.common,
        messagesOf(accounts),
      ]),
    );
  }

  protected connect(): void {
    void this.#listen();
  }

  protected send(to: string, text: string): Promise<void> {
    return this.notifications.publish(to, text);
  }

  async #listen(): Promise<void> {
    try {
      const { common, own } = this;
      await this.notifications.subscribe(common, (text) =>
        text === null ? this.reconnected() : this.received(common, text),
      );
      await this.notifications.subscribe(own, (text) => text && this.received(own, text));
      this.heartbeat.start();
    } catch (error) {
      // The service ends before it has begun to listen.
      if (this.notifications.isClosed) return;
      this.logger.warn('Changes of accounts are not heard, so the cache is not used', { error });
    }
  }
}
