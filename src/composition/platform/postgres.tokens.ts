import type { EventAppender } from '#infrastructure/events/event-appender.js';
import type { Database } from '#infrastructure/postgres/database.js';
import type { DatabaseProbe } from '#infrastructure/postgres/database-probe.js';
import type { ExpectedSchema } from '#infrastructure/postgres/expected-schema.js';
import type { Migrator } from '#infrastructure/postgres/migrator.js';
import type { Notifications } from '#infrastructure/postgres/notifications.js';
import { token } from '../token.js';

export interface DatabaseServer {
  readonly url: string;
  /** Past a pooler of connections, where `url` leads to one. */
  readonly directUrl?: string;
  /** Of the role that owns the tables. */
  readonly migrationUrl: string;
  /** Of one that was started. */
  stop?(): Promise<void>;
}

/** Bound only where PostgreSQL is used. */
export const postgresTokens = {
  /** The embedded server, or where the other one is. */
  server: token<DatabaseServer>('DatabaseServer'),
  /** Whether an embedded server that another process runs is used, where it would be refused otherwise. */
  mayJoinServer: token<boolean>('postgres.mayJoinServer'),
  expectedSchema: token<ExpectedSchema>('ExpectedSchema'),
  migrator: token<Migrator>('Migrator'),
  /** Resolved when the schema is the one that the features expect. */
  schema: token<void>('Schema'),
  database: token<Database>('Database'),
  probe: token<DatabaseProbe>('DatabaseProbe'),
  notifications: token<Notifications>('Notifications'),
  eventAppender: token<EventAppender>('postgres.eventAppender'),
};
