import { describe, expect, it } from 'vitest';
import { type PresentedToken, Session, type SessionLifetimes } from '#domain/sessions/session.js';
import type { SessionId, UserId } from '#domain/shared/ids.js';

const lifetimes: SessionLifetimes = { idleSeconds: 100, absoluteSeconds: 1000 };
const start = new Date('2026-01-01T00:00:00.000Z');
const secondsIn = (seconds: number) => new Date(start.getTime() + seconds * 1000);

function open() {
  const session = Session.open(
    {
      id: '01a1f891-0000-7000-8000-00000000000a' as SessionId,
      userId: '01a1f891-0000-7000-8000-000000000001' as UserId,
      amr: ['pwd'],
      tokenHash: 'token1',
      ip: '192.0.2.1',
      network: '192.0.2.1',
      userAgent: null,
      lifetimes,
    },
    start,
  );
  session.pullEvents();
  return session;
}

/** Token n, whose successor is token n + 1. */
const token = (n: number, isAuthentic = true): PresentedToken => ({
  hash: `token${n}`,
  successorHashes: [`token${n + 1}`],
  isAuthentic,
});
const names = (session: Session) => session.pullEvents().map((event) => event.name);

describe('Session', () => {
  it('notes what was shown within it, each method once, and leaves its token and times of use', () => {
    const session = open();
    const before = session.state;
    session.prove(['pwd', 'otp'], secondsIn(5), secondsIn(6));
    expect(session.state).toEqual({ ...before, amr: ['pwd', 'otp'], authenticatedAt: secondsIn(5) });
    expect(names(session)).toEqual(['session.proved']);
  });

  it('opens for its idle time, within its absolute time', () => {
    expect(open().state).toMatchObject({
      idleExpiresAt: secondsIn(100),
      expiresAt: secondsIn(1000),
      endedAt: null,
    });
  });

  it('rotates: the presented token is spent and the idle time begins again', () => {
    const session = open();
    expect(session.rotate(token(1), lifetimes, secondsIn(50))).toEqual({ kind: 'rotated', successor: 0 });
    expect(session.state).toMatchObject({
      tokenHash: 'token2',
      spentTokenHash: 'token1',
      lastUsedAt: secondsIn(50),
      idleExpiresAt: secondsIn(150),
    });
  });

  it('is never used past its absolute time (ASVS 7.3.2, 10.4.8)', () => {
    const session = open();
    let n = 1;
    for (let at = 90; at < 1000; at += 90, n += 1) {
      expect(session.rotate(token(n), lifetimes, secondsIn(at)).kind).toBe('rotated');
    }
    expect(session.state.idleExpiresAt).toEqual(secondsIn(1000));
    expect(session.rotate(token(n), lifetimes, secondsIn(1000)).kind).toBe('expired');
  });

  it('SES-03 answers a retry of the token spent last with the same successor', () => {
    const session = open();
    session.rotate(token(1), lifetimes, secondsIn(1));
    const before = session.state;
    for (const seconds of [1, 11, 99]) {
      expect(session.rotate(token(1), lifetimes, secondsIn(seconds))).toEqual({
        kind: 'repeated',
        successor: 0,
      });
    }
    expect(session.state).toBe(before);
    expect(names(session)).toEqual([]);
  });

  it('finds the successor among those of several keys', () => {
    const session = open();
    session.rotate({ ...token(1), successorHashes: ['old-key'] }, lifetimes, secondsIn(1));
    const retry = { ...token(1), successorHashes: ['new-key', 'old-key'] as const };
    expect(session.rotate(retry, lifetimes, secondsIn(2))).toEqual({ kind: 'repeated', successor: 1 });
  });

  it('SES-01 ends with the token spent last once its successor has been used', () => {
    const session = open();
    session.rotate(token(1), lifetimes, secondsIn(1));
    session.rotate(token(2), lifetimes, secondsIn(2));
    expect(session.rotate(token(1), lifetimes, secondsIn(2)).kind).toBe('reused');
    expect(session.state.endReason).toBe('refresh_token_reused');
    expect(names(session)).toEqual(['session.refresh_token_reused', 'session.revoked']);
    expect(session.rotate(token(3), lifetimes, secondsIn(12)).kind).toBe('refused');
  });

  it('is not ended by a made-up token with its id', () => {
    const session = open();
    expect(session.rotate(token(7, false), lifetimes, secondsIn(1)).kind).toBe('refused');
    expect(session.isAlive(secondsIn(1))).toBe(true);
  });

  it('notes that it has expired', () => {
    const session = open();
    expect(session.isAlive(secondsIn(99.999))).toBe(true);
    expect(session.rotate(token(1), lifetimes, secondsIn(100)).kind).toBe('expired');
    expect(session.state.endReason).toBe('expired');
    expect(names(session)).toEqual(['session.expired']);
  });

  it('is revoked once', () => {
    const session = open();
    session.revoke('logout', secondsIn(1));
    session.revoke('logout_all', secondsIn(2));
    session.expire(secondsIn(3));
    expect(session.state).toMatchObject({ endedAt: secondsIn(1), endReason: 'logout' });
    expect(names(session)).toEqual(['session.revoked']);
    expect(session.rotate(token(1), lifetimes, secondsIn(4)).kind).toBe('refused');
  });
});
