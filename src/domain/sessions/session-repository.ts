import type { SessionId, UserId } from '#domain/shared/ids.js';
import type { Role } from '../access/role.js';
import type { Session } from './session.js';

/** A session, and what its user may do, as they were at one moment. */
export interface OwnedSession {
  readonly session: Session;
  readonly owner: {
    readonly roles: readonly Role[];
    readonly isActive: boolean;
    readonly hasSecondFactor: boolean;
  };
}

/** Stores sessions, under the same rules as `UserRepository`. */
export interface SessionRepository {
  /**
   * @returns how many sessions of the user are alive at its beginning, itself included.
   * @throws AppError USER_NOT_FOUND when the user has gone.
   */
  add(session: Session): Promise<number>;

  /**
   * Stores each as its next version, which it then has, in one statement, if the stored version is still the
   * one read.
   * @throws AppError VERSION_CONFLICT when one is not.
   */
  save(...sessions: readonly Session[]): Promise<void>;

  /**
   * Stores a rotation, which has no events, as version + 1, if the stored version is still the one that was
   * read. Atomic in itself, so it is the one write that needs no unit of work; it may also be done twice.
   * @returns false when the session was changed, or has gone, since it was read: read it again.
   */
  saveRotation(session: Session): Promise<boolean>;

  /**
   * Stores what `prove` changed, as version + 1, so that a rotation at the same time reads it again.
   * @throws AppError VERSION_CONFLICT when the stored version is not the one read.
   */
  saveProof(session: Session): Promise<void>;

  findById(id: SessionId): Promise<Session | null>;

  findWithOwner(id: SessionId): Promise<OwnedSession | null>;

  /** Like `findById`, and locked until the transaction ends, so that `save` cannot find it stale. */
  findByIdForUpdate(id: SessionId): Promise<Session | null>;

  /** The user's sessions that are alive at `at`, oldest use first, locked until the transaction ends. */
  findAliveByUser(userId: UserId, at: Date): Promise<Session[]>;

  /** Whether the user has signed in from this network, in a session that is still stored. */
  hasUsedNetwork(userId: UserId, network: string): Promise<boolean>;
}
