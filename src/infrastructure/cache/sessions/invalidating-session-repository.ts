import type { Session } from '#domain/sessions/session.js';
import type { OwnedSession, SessionRepository } from '#domain/sessions/session-repository.js';
import type { SessionId, UserId } from '#domain/shared/ids.js';
import type { AccountInvalidation } from '../account-invalidation.js';

/** Tells when sessions end. A new one nobody has asked for, and a rotation only moves the limit on. */
export class InvalidatingSessionRepository implements SessionRepository {
  constructor(
    private readonly sessions: SessionRepository,
    private readonly invalidation: AccountInvalidation,
  ) {}

  add(session: Session): Promise<number> {
    return this.sessions.add(session);
  }

  async save(...sessions: readonly Session[]): Promise<void> {
    await this.sessions.save(...sessions);
    const ended = sessions.filter(({ state }) => state.endedAt !== null);
    for (const userId of new Set(ended.map(({ state }) => state.userId))) {
      await this.invalidation.changed(userId);
    }
  }

  saveRotation(session: Session): Promise<boolean> {
    return this.sessions.saveRotation(session);
  }

  findWithOwner(id: SessionId): Promise<OwnedSession | null> {
    return this.sessions.findWithOwner(id);
  }

  findById(id: SessionId): Promise<Session | null> {
    return this.sessions.findById(id);
  }

  findByIdForUpdate(id: SessionId): Promise<Session | null> {
    return this.sessions.findByIdForUpdate(id);
  }

  findAliveByUser(userId: UserId, at: Date): Promise<Session[]> {
    return this.sessions.findAliveByUser(userId, at);
  }

  hasUsedNetwork(userId: UserId, network: string): Promise<boolean> {
    return this.sessions.hasUsedNetwork(userId, network);
  }
}
