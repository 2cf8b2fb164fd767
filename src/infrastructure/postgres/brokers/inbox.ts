import type { Inbox } from '#application/brokers/inbox.js';
import type { Database } from '../database.js';
import { PostgresRetention } from '../retention.js';

export class TypeOrmInbox implements Inbox {
  constructor(private readonly database: Database) {}

  async accept(consumer: string, messageId: string): Promise<boolean> {
    const rows: unknown[] = await this.database.write((manager) =>
      manager.query(accept, [`${consumer} ${messageId}`]),
    );
    return rows.length === 1;
  }
}

const accept = 'INSERT INTO handled_messages (id) VALUES ($1) ON CONFLICT DO NOTHING RETURNING id';

export function inboxRetention(database: Database): PostgresRetention {
  return new PostgresRetention(database, 'handled_messages', 'id', [
    'handled_at <= now() - make_interval(secs => $1)',
  ]);
}
