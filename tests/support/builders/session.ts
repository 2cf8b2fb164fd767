import { Session, type SessionLifetimes } from '#domain/sessions/session.js';
import type { SessionId, UserId } from '#domain/shared/ids.js';
import { aSessionId, nextSerial } from '#testing/ids.js';

export const lifetimes: SessionLifetimes = { idleSeconds: 3_600, absoluteSeconds: 86_400 };

export interface SessionTraits {
  readonly id?: SessionId;
  readonly userId: UserId;
  readonly tokenHash?: string;
  readonly ip?: string;
  readonly network?: string;
  readonly userAgent?: string | null;
  readonly lifetimes?: Partial<SessionLifetimes>;
  readonly at?: Date;
}

export const openedAt = new Date('2026-03-01T13:00:00.456Z');

/** A session of the given user, just opened and not stored yet. */
export function aSession(traits: SessionTraits): Session {
  return Session.open(
    {
      id: traits.id ?? aSessionId(),
      userId: traits.userId,
      amr: ['pwd'],
      tokenHash: traits.tokenHash ?? `hash-${nextSerial()}`,
      ip: traits.ip ?? '192.0.2.1',
      network: traits.network ?? '192.0.2.1',
      userAgent: traits.userAgent === undefined ? 'Test/1.0' : traits.userAgent,
      lifetimes: { ...lifetimes, ...traits.lifetimes },
    },
    traits.at ?? openedAt,
  );
}
