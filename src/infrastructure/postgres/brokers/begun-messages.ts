import type { BegunMessages } from '#application/brokers/inbox.js';
import type { Database } from '../database.js';
import { PostgresRetention } from '../retention.js';

export class PostgresBegunMessages implements BegunMessages {
  constructor(private readonly database: Database) {}

  async begin(consumer: string, place: string): Promise<number> {
    const rows: { times: number }[] = await this.database.write((manager) =>
      manager.query(begin, [`${consumer} ${place}`]),
    );
    return rows[0]?.times ?? 1;
  }

  async end(consumer: string, place: string): Promise<void> {
    await this.database.write((manager) => manager.query(end, [`${consumer} ${place}`]));
  }
}

const begin = `INSERT INTO begun_messages AS begun (id) VALUES ($1)
  ON CONFLICT (id) DO UPDATE SET times = begun.times + 1, begun_at = clock_timestamp() RETURNING times`;
const end = 'DELETE FROM begun_messages WHERE id = $1';

export function begunRetention(database: Database): PostgresRetention {
  return new PostgresRetention(database, 'begun_messages', 'id', [
    'begun_at <= now() - make_interval(secs => $1)',
  ]);
}
