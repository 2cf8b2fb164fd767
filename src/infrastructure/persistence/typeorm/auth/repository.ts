import { IsNull, MoreThan } from 'typeorm';
import type { Session } from '#domain/auth/session.js';
import type { SessionRepository } from '#domain/auth/session-repository.js';
import type { SessionId, UserId } from '#domain/shared/ids.js';
import { versionConflict } from '#domain/users/errors.js';
import type { Database } from '../database.js';
import type { EventAppender } from '../outbox/event-appender.js';
import { toDomain, toRow } from './mapper.js';
import { type SessionRow, sessionSchema } from './schema.js';

export class TypeOrmSessionRepository implements SessionRepository {
  constructor(
    private readonly database: Database,
    private readonly events: EventAppender,
  ) {}

  async add(session: Session): Promise<void> {
    await this.database.write((manager) => manager.insert(sessionSchema, toRow(session)));
    await this.events.append(session.pullEvents());
  }

  async save(...sessions: readonly Session[]): Promise<void> {
    this.database.transaction.require();
    if (sessions.length === 0) return;
    const rows = sessions.map(toRow);
    const [, updated]: [unknown, number] = await this.database.write((manager) =>
      manager.query(
        updateAll,
        changedColumns.map((column) => rows.map((row) => row[column])),
      ),
    );
    if (updated !== rows.length) throw versionConflict();
    for (const session of sessions) session.saved();
    await this.events.append(sessions.flatMap((session) => session.pullEvents()));
  }

  async findById(id: SessionId): Promise<Session | null> {
    const row = await this.database.read((manager) => manager.findOneBy(sessionSchema, { id }));
    return row && toDomain(row);
  }

  async findByIdForUpdate(id: SessionId): Promise<Session | null> {
    const row = await this.database.write((manager) =>
      manager.findOne(sessionSchema, { where: { id }, lock: { mode: 'pessimistic_write' } }),
    );
    return row && toDomain(row);
  }

  /** Locks in the order of ids, which no use changes, so that two transactions do not wait for each other. */
  async findAliveByUser(userId: UserId, at: Date): Promise<Session[]> {
    const rows = await this.database.write((manager) =>
      manager.find(sessionSchema, {
        where: { userId, endedAt: IsNull(), idleExpiresAt: MoreThan(at) },
        order: { id: 'ASC' },
        lock: { mode: 'pessimistic_write' },
      }),
    );
    return rows.sort((a, b) => a.lastUsedAt.getTime() - b.lastUsedAt.getTime()).map(toDomain);
  }

  hasUsedNetwork(userId: UserId, network: string): Promise<boolean> {
    return this.database.read((manager) => manager.existsBy(sessionSchema, { userId, network }));
  }
}

/** What may change in the life of a session, after what finds it; in the order of the parameters. */
const changedColumns = [
  'id',
  'version',
  'tokenHash',
  'spentTokenHash',
  'rotatedAt',
  'lastUsedAt',
  'idleExpiresAt',
  'endedAt',
  'endReason',
] as const satisfies readonly (keyof SessionRow)[];

const updateAll = `
  UPDATE sessions SET
    version = sessions.version + 1,
    token_hash = changed.token_hash,
    spent_token_hash = changed.spent_token_hash,
    rotated_at = changed.rotated_at,
    last_used_at = changed.last_used_at,
    idle_expires_at = changed.idle_expires_at,
    ended_at = changed.ended_at,
    end_reason = changed.end_reason
  FROM unnest(
    $1::uuid[], $2::integer[], $3::text[], $4::text[], $5::timestamptz[], $6::timestamptz[],
    $7::timestamptz[], $8::timestamptz[], $9::text[]
  ) AS changed (
    id, version, token_hash, spent_token_hash, rotated_at, last_used_at, idle_expires_at, ended_at, end_reason
  )
  WHERE sessions.id = changed.id AND sessions.version = changed.version`;
