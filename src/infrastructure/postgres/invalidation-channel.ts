import { randomUUID } from 'node:crypto';
import type { Logger } from '#application/shared/logger.js';
import type { UserId } from '#domain/shared/ids.js';
import { ConnectedChannel, messagesOf } from '../cache/connected-channel.js';
import type { Database } from './database.js';
import type { Notifications } from './notifications.js';

const common = 'gatehouse_accounts';

/**
 * LISTEN and NOTIFY. A change is announced in its own transaction: PostgreSQL delivers it when that commits,
 * and no crash comes between. (Transactions with a NOTIFY in them commit one after the other; changes that
 * need one are rare, and logins, which are not, are announced outside.)
 */
export class PostgresInvalidationChannel extends ConnectedChannel {
  /** Heard by this process only. */
  readonly #own = `gatehouse_${randomUUID()}`;

  constructor(
    private readonly notifications: Notifications,
    private readonly database: Database,
    private readonly logger: Logger,
    timeoutMs: number,
  ) {
    super(timeoutMs);
  }

  async publish(accounts: readonly UserId[]): Promise<void> {
    await this.database.write((manager) =>
      manager.query('SELECT pg_notify($1, message) FROM unnest($2::text[]) AS message', [
        common,
        messagesOf(accounts),
      ]),
    );
  }

  protected connect(): void {
    void this.#listen();
  }

  async close(): Promise<void> {
    this.heartbeat.stop();
  }

  protected send(message: string): Promise<void> {
    return this.notifications.publish(common, message);
  }

  protected sendBeat(beat: string): Promise<void> {
    return this.notifications.publish(this.#own, beat);
  }

  async #listen(): Promise<void> {
    try {
      await this.notifications.subscribe(common, (message) => {
        if (message === null) this.reconnected();
        else this.received(message);
      });
      await this.notifications.subscribe(this.#own, (beat) => {
        if (beat !== null) this.heartbeat.heard(beat);
      });
      this.heartbeat.start();
    } catch (error) {
      this.logger.warn('Changes of accounts are not heard, so the cache is not used', { error });
    }
  }
}
