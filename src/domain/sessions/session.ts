import { AggregateRoot } from '#domain/shared/aggregate-root.js';
import { constantTimeEquals } from '#domain/shared/constant-time.js';
import type { SessionId, UserId } from '#domain/shared/ids.js';
import {
  refreshTokenReuseDetected,
  sessionExpired,
  sessionOpened,
  sessionProved,
  sessionRevoked,
} from './events.js';

export type EndReason =
  | 'logout'
  | 'logout_all'
  | 'ended_by_user'
  | 'ended_by_admin'
  | 'password_changed'
  | 'password_reset'
  | 'email_reverted'
  | 'account_deactivated'
  | 'session_limit'
  | 'refresh_token_reused'
  | 'expired';

export interface SessionState {
  readonly id: SessionId;
  readonly userId: UserId;
  /** How who it is was proved: names of RFC 8176. */
  readonly amr: readonly string[];
  /** When who it is was proved last. */
  readonly authenticatedAt: Date;
  /** Digest of the refresh token that is good now. */
  readonly tokenHash: string;
  /** Digest of the token that was spent last. */
  readonly spentTokenHash: string | null;
  readonly rotatedAt: Date | null;
  readonly createdAt: Date;
  readonly lastUsedAt: Date;
  /** Unless it is used before (ASVS 7.3.1). */
  readonly idleExpiresAt: Date;
  /** However much it is used (ASVS 7.3.2). */
  readonly expiresAt: Date;
  readonly ip: string;
  /** What counts as one client: the address, or the network of an IPv6 address. */
  readonly network: string;
  readonly userAgent: string | null;
  readonly endedAt: Date | null;
  readonly endReason: EndReason | null;
  readonly version: number;
}

export interface SessionLifetimes {
  readonly idleSeconds: number;
  readonly absoluteSeconds: number;
}

export interface NewSession
  extends Pick<SessionState, 'id' | 'userId' | 'amr' | 'tokenHash' | 'ip' | 'network' | 'userAgent'> {
  readonly lifetimes: SessionLifetimes;
}

export interface PresentedToken {
  readonly hash: string;
  /** Digests that its successor may have: one for each key in use, the current key's first. */
  readonly successorHashes: readonly [string, ...string[]];
  /** Whether this service can be shown to have issued it, whenever that was. */
  readonly isAuthentic: boolean;
}

/**
 * `rotated`: the successor is the good token now. `repeated`: the token that was spent last, whose successor nobody has
 * used yet, is answered with that one again. `reused`: an older one; the session is ended. `refused`: nothing changed.
 */
export type RotationOutcome =
  | { readonly kind: 'rotated' | 'repeated'; readonly successor: number }
  | { readonly kind: 'reused' | 'expired' | 'refused' };

/** One sign-in on one device: a family of refresh tokens of which one is good at a time (RFC 9700 §4.14.2). */
export class Session extends AggregateRoot {
  #state: SessionState;

  private constructor(state: SessionState) {
    super();
    this.#state = state;
  }

  static open({ lifetimes, ...session }: NewSession, at: Date): Session {
    const opened = new Session({
      ...session,
      authenticatedAt: at,
      spentTokenHash: null,
      rotatedAt: null,
      createdAt: at,
      lastUsedAt: at,
      idleExpiresAt: later(at, Math.min(lifetimes.idleSeconds, lifetimes.absoluteSeconds)),
      expiresAt: later(at, lifetimes.absoluteSeconds),
      endedAt: null,
      endReason: null,
      version: 1,
    });
    opened.record(sessionOpened(session.id, { userId: session.userId }, at));
    return opened;
  }

  static rehydrate(state: SessionState): Session {
    return new Session(state);
  }

  get state(): SessionState {
    return this.#state;
  }

  get id(): SessionId {
    return this.#state.id;
  }

  isAlive(at: Date): boolean {
    return this.#state.endedAt === null && at < this.#state.idleExpiresAt;
  }

  /**
   * Spends the presented token for its successor, tells a retry from a theft, and ends the session on theft. No clock is
   * part of that: an answer can be lost for any length of time, and the use of a token shows that it has arrived.
   */
  rotate(presented: PresentedToken, lifetimes: SessionLifetimes, at: Date): RotationOutcome {
    const { tokenHash, spentTokenHash, endedAt, expiresAt } = this.#state;
    if (endedAt !== null) return { kind: 'refused' };
    if (!this.isAlive(at)) {
      this.expire(at);
      return { kind: 'expired' };
    }
    if (constantTimeEquals(presented.hash, tokenHash)) {
      const idleLimit = Math.min(later(at, lifetimes.idleSeconds).getTime(), expiresAt.getTime());
      this.#state = {
        ...this.#state,
        tokenHash: presented.successorHashes[0],
        spentTokenHash: tokenHash,
        rotatedAt: at,
        lastUsedAt: at,
        idleExpiresAt: new Date(idleLimit),
      };
      return { kind: 'rotated', successor: 0 };
    }
    if (spentTokenHash !== null && constantTimeEquals(presented.hash, spentTokenHash)) {
      const successor = presented.successorHashes.findIndex((hash) => constantTimeEquals(hash, tokenHash));
      if (successor >= 0) return { kind: 'repeated', successor };
    } else if (!presented.isAuthentic) {
      return { kind: 'refused' };
    }
    this.record(refreshTokenReuseDetected(this.id, { userId: this.#state.userId }, at));
    this.revoke('refresh_token_reused', at);
    return { kind: 'reused' };
  }

  /** Called by the repository that has stored it as the next version. */
  saved(): void {
    this.#state = { ...this.#state, version: this.#state.version + 1 };
  }

  /**
   * Its next access tokens say so; those that were issued before stay as they are.
   * @param amr names of RFC 8176, beside those that there are.
   * @param authenticatedAt when who it is was proved last.
   */
  prove(amr: readonly string[], authenticatedAt: Date, at: Date): void {
    this.#state = { ...this.#state, amr: [...new Set([...this.#state.amr, ...amr])], authenticatedAt };
    this.record(sessionProved(this.id, { userId: this.#state.userId, amr }, at));
  }

  revoke(reason: Exclude<EndReason, 'expired'>, at: Date): void {
    if (this.#state.endedAt !== null) return;
    this.#state = { ...this.#state, endedAt: at, endReason: reason };
    this.record(sessionRevoked(this.id, { userId: this.#state.userId, reason }, at));
  }

  /** Notes that it has passed its limits. */
  expire(at: Date): void {
    if (this.#state.endedAt !== null) return;
    this.#state = { ...this.#state, endedAt: at, endReason: 'expired' };
    this.record(sessionExpired(this.id, { userId: this.#state.userId }, at));
  }
}

function later(date: Date, seconds: number): Date {
  return new Date(date.getTime() + seconds * 1000);
}
