import { IsNull, MoreThan } from 'typeorm';
import type { Role } from '#domain/access/role.js';
import { Session, type SessionState } from '#domain/sessions/session.js';
import type { OwnedSession, SessionRepository } from '#domain/sessions/session-repository.js';
import { versionConflict } from '#domain/shared/errors.js';
import type { SessionId, UserId } from '#domain/shared/ids.js';
import type { EventAppender } from '#infrastructure/events/event-appender.js';
import type { Database } from '../database.js';
import { sessionSchema } from './schema.js';
import {
  allColumns,
  changedColumns,
  insertSession,
  selectWithOwner,
  updateChanged,
  updateProof,
  updateRotated,
} from './session-statements.js';

type OwnedRow = SessionState & { ownerRoles: Role[]; ownerIsActive: boolean; ownerHasSecondFactor: boolean };

export class TypeOrmSessionRepository implements SessionRepository {
  constructor(
    private readonly database: Database,
    private readonly events: EventAppender,
  ) {}

  async add(session: Session): Promise<number> {
    const parameters = allColumns.map((column) => session.state[column]);
    const [added]: { alive: number }[] = await this.database.write((manager) =>
      manager.query(insertSession, parameters),
    );
    await this.events.append(session.pullEvents());
    return added?.alive as number;
  }

  async save(...sessions: readonly Session[]): Promise<void> {
    this.database.transaction.require();
    if (sessions.length === 0) return;
    const parameters = changedColumns.map((column) => sessions.map(({ state }) => state[column]));
    const [, updated]: [unknown, number] = await this.database.write((manager) =>
      manager.query(updateChanged, parameters),
    );
    if (updated !== sessions.length) throw versionConflict();
    for (const session of sessions) session.saved();
    await this.events.append(sessions.flatMap((session) => session.pullEvents()));
  }

  async saveRotation(session: Session): Promise<boolean> {
    const { id, version, tokenHash, spentTokenHash, rotatedAt, lastUsedAt, idleExpiresAt } = session.state;
    const parameters = [id, version, tokenHash, spentTokenHash, rotatedAt, lastUsedAt, idleExpiresAt];
    const [, updated]: [unknown, number] = await this.database.read((manager) =>
      manager.query(updateRotated, parameters),
    );
    return updated === 1;
  }

  async saveProof(session: Session): Promise<void> {
    const { id, version, amr, authenticatedAt } = session.state;
    const [, updated]: [unknown, number] = await this.database.write((manager) =>
      manager.query(updateProof, [id, version, amr, authenticatedAt]),
    );
    if (updated !== 1) throw versionConflict();
    session.saved();
    await this.events.append(session.pullEvents());
  }

  async findWithOwner(id: SessionId): Promise<OwnedSession | null> {
    const [row]: OwnedRow[] = await this.database.read((manager) => manager.query(selectWithOwner, [id]));
    if (row === undefined) return null;
    const {
      ownerRoles: roles,
      ownerIsActive: isActive,
      ownerHasSecondFactor: hasSecondFactor,
      ...session
    } = row;
    return { session: Session.rehydrate(session), owner: { roles, isActive, hasSecondFactor } };
  }

  async findById(id: SessionId): Promise<Session | null> {
    const row = await this.database.read((manager) => manager.findOneBy(sessionSchema, { id }));
    return row && Session.rehydrate(row);
  }

  async findByIdForUpdate(id: SessionId): Promise<Session | null> {
    const row = await this.database.write((manager) =>
      manager.findOne(sessionSchema, { where: { id }, lock: { mode: 'pessimistic_write' } }),
    );
    return row && Session.rehydrate(row);
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
    return rows.sort((a, b) => a.lastUsedAt.getTime() - b.lastUsedAt.getTime()).map(Session.rehydrate);
  }

  hasUsedNetwork(userId: UserId, network: string): Promise<boolean> {
    return this.database.read((manager) => manager.existsBy(sessionSchema, { userId, network }));
  }
}
