import type { StoredEvent } from '#application/events/stored-event.js';
import type { LoggedEvents } from '#application/webhooks/logged-events.js';
import type { Database } from '../database.js';
import { eventList } from '../events/schema.js';

export class PostgresLoggedEvents implements LoggedEvents {
  constructor(private readonly database: Database) {}

  between(from: Date, to: Date, behind: number, limit: number): Promise<readonly StoredEvent[]> {
    return this.database.read((manager) => manager.query(select, [from, to, behind, limit]));
  }
}

const select = `
  SELECT ${eventList} FROM events
  WHERE position > $3 AND occurred_at >= $1 AND occurred_at < $2 ORDER BY position LIMIT $4`;
