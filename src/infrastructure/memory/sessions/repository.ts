import { Session, type SessionState } from '#domain/sessions/session.js';
import type { OwnedSession, SessionRepository } from '#domain/sessions/session-repository.js';
import { versionConflict } from '#domain/shared/errors.js';
import type { SessionId, UserId } from '#domain/shared/ids.js';
import { userNotFound } from '#domain/users/errors.js';
import type { UserState } from '#domain/users/user.js';
import type { EventAppender } from '#infrastructure/events/event-appender.js';
import type { MemoryDatabase } from '../database.js';
import type { MemoryTable } from '../table.js';
import { defineMemoryTable } from '../table-definition.js';
import { userTable } from '../users/repository.js';

/** @public */
export const sessionTable = defineMemoryTable<SessionState>('sessions', {
  parent: { table: userTable, keyOf: ({ userId }) => userId },
});

export class MemorySessionRepository implements SessionRepository {
  readonly #sessions: MemoryTable<SessionState>;
  readonly #users: MemoryTable<UserState>;

  constructor(
    private readonly database: MemoryDatabase,
    private readonly events: EventAppender,
  ) {
    this.#sessions = database.table(sessionTable);
    this.#users = database.table(userTable);
  }

  async add(session: Session): Promise<number> {
    this.database.write(() => {
      if (this.#users.get(session.state.userId) === undefined) throw userNotFound();
      this.#sessions.set(session.id, session.state);
    });
    await this.events.append(session.pullEvents());
    const { userId, createdAt } = session.state;
    const others = (await this.findAliveByUser(userId, createdAt)).filter(({ id }) => id !== session.id);
    return others.length + 1;
  }

  async save(...sessions: readonly Session[]): Promise<void> {
    this.database.transaction.require();
    const isStale = sessions.some(({ id, state }) => this.#sessions.get(id)?.version !== state.version);
    if (isStale) throw versionConflict();
    this.database.write(() => {
      for (const { id, state } of sessions) {
        this.#sessions.set(id, { ...state, version: state.version + 1 });
      }
    });
    for (const session of sessions) session.saved();
    await this.events.append(sessions.flatMap((session) => session.pullEvents()));
  }

  saveRotation({ id, state }: Session): Promise<boolean> {
    const store = async () => {
      if (this.#sessions.get(id)?.version !== state.version) return false;
      this.#sessions.set(id, { ...state, version: state.version + 1 });
      return true;
    };
    return this.database.transaction.get() === null ? this.database.exclusively(store) : store();
  }

  saveProof(session: Session): Promise<void> {
    return this.save(session);
  }

  async findById(id: SessionId): Promise<Session | null> {
    const state = this.#sessions.get(id);
    return state === undefined ? null : Session.rehydrate(state);
  }

  async findWithOwner(id: SessionId): Promise<OwnedSession | null> {
    const session = await this.findById(id);
    const owner = session && this.#users.get(session.state.userId);
    if (!session || !owner) return null;
    const { roles, isActive, hasSecondFactor } = owner;
    return { session, owner: { roles, isActive, hasSecondFactor } };
  }

  async findByIdForUpdate(id: SessionId): Promise<Session | null> {
    this.database.transaction.require();
    return this.findById(id);
  }

  async findAliveByUser(userId: UserId, at: Date): Promise<Session[]> {
    this.database.transaction.require();
    return this.#sessions
      .where((state) => state.userId === userId)
      .sort((a, b) => a.lastUsedAt.getTime() - b.lastUsedAt.getTime())
      .map((state) => Session.rehydrate(state))
      .filter((session) => session.isAlive(at));
  }

  async hasUsedNetwork(userId: UserId, network: string): Promise<boolean> {
    const used = this.#sessions.where((state) => state.userId === userId && state.network === network);
    return used.length > 0;
  }
}
