import { describe, expect, it } from 'vitest';
import type { StoredEvent } from '#application/events/stored-event.js';
import type { AuditEntry } from '#domain/audit/audit-entry.js';
import { Session, type SessionState } from '#domain/sessions/session.js';
import { Email } from '#domain/users/email.js';
import { PasswordHash } from '#domain/users/password-hash.js';
import { User, type UserState } from '#domain/users/user.js';
import { Username } from '#domain/users/username.js';
import * as audit from '#infrastructure/postgres/audit/mapper.js';
import * as events from '#infrastructure/postgres/events/mapper.js';
import * as auth from '#infrastructure/postgres/sessions/mapper.js';
import * as users from '#infrastructure/postgres/users/mapper.js';
import { aSessionId, aUserId } from '#testing/ids.js';

const day = (number: number) => new Date(Date.UTC(2026, 0, number, 1, 2, 3, number));

/** Two fields with the same value could be swapped unnoticed. */
function expectAllDifferent(state: object): void {
  const values = Object.values(state).map((value) => JSON.stringify(value));
  expect(new Set(values).size).toBe(values.length);
}

describe('the mapper of', () => {
  it('users loses and swaps nothing', () => {
    const state: UserState = {
      id: aUserId(),
      email: Email.parse('anna@example.com'),
      username: Username.parse('anna'),
      passwordHash: new PasswordHash('$hash'),
      roles: ['admin', 'user'],
      isActive: false,
      createdAt: day(1),
      updatedAt: day(2),
      lastLoginAt: day(3),
      version: 4,
    };
    expectAllDifferent(state);
    expect(users.toDomain(users.toRow(User.rehydrate(state))).state).toEqual(state);
  });

  it('sessions loses and swaps nothing', () => {
    const state: SessionState = {
      id: aSessionId(),
      userId: aUserId(),
      amr: ['pwd', 'otp'],
      authenticatedAt: new Date('2026-02-01T08:30:00.111Z'),
      tokenHash: 'token',
      spentTokenHash: 'spent',
      rotatedAt: day(1),
      createdAt: day(2),
      lastUsedAt: day(3),
      idleExpiresAt: day(4),
      expiresAt: day(5),
      ip: '192.0.2.1',
      network: '192.0.2.0',
      userAgent: 'agent',
      endedAt: day(6),
      endReason: 'logout',
      version: 7,
    };
    expectAllDifferent(state);
    expect(auth.toDomain(auth.toRow(Session.rehydrate(state))).state).toEqual(state);
  });

  it('audit entries loses and swaps nothing', () => {
    const entry: AuditEntry = {
      id: aSessionId(),
      occurredAt: day(1),
      action: 'action',
      outcome: 'denied',
      actorId: aUserId(),
      targetId: 'target',
      ip: '192.0.2.1',
      userAgent: 'agent',
      requestId: 'request',
      details: { some: 'detail' },
    };
    expectAllDifferent(entry);
    expect(audit.toDomain(audit.toRow(entry))).toEqual(entry);
  });

  it('events loses and swaps nothing', () => {
    const event: StoredEvent = {
      id: aSessionId(),
      position: 3,
      name: 'user.renamed',
      version: 2,
      subjectId: 'subject',
      occurredAt: day(1),
      payload: { from: 'a', to: 'b' },
      actorId: aUserId(),
      ip: '192.0.2.1',
      userAgent: 'agent',
      requestId: 'request',
    };
    expectAllDifferent(event);
    const { position, ...added } = event;
    expect(events.toStoredEvent({ ...added, position: String(position) })).toEqual(event);
  });
});
