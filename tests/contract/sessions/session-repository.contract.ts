import { describe, expect, it } from 'vitest';
import { Session, type SessionState } from '#domain/sessions/session.js';
import { aSessionId, aUserId } from '#testing/ids.js';
import { aSession, lifetimes, openedAt } from '../../support/builders/session.js';
import { aUser } from '../../support/builders/user.js';
import type { AdapterTarget } from '../adapters.js';
import { outcomes, times, useAdapters } from '../fixture.js';

const at = (seconds: number) => new Date(openedAt.getTime() + seconds * 1000);

export function sessionRepositoryContract(open: AdapterTarget['open']): void {
  const fixture = useAdapters(open);
  const sessions = () => fixture.adapters.sessions;
  const aStoredSession = async (traits: Partial<Parameters<typeof aSession>[0]> = {}) => {
    const userId = traits.userId ?? (await fixture.addUser(aUser())).id;
    return fixture.addSession(aSession({ ...traits, userId }));
  };
  const rotate = (session: Session, from: string, to: string, when = at(1)) =>
    session.rotate({ hash: from, successorHashes: [to], isAuthentic: true }, lifetimes, when);

  describe('add', () => {
    it('stores every field, to the millisecond', async () => {
      const user = await fixture.addUser(aUser());
      const state: SessionState = {
        id: aSessionId(),
        userId: user.id,
        amr: ['pwd', 'otp'],
        authenticatedAt: new Date('2026-02-01T08:30:00.111Z'),
        tokenHash: 'token',
        spentTokenHash: 'spent',
        rotatedAt: new Date('2026-01-01T00:00:00.001Z'),
        createdAt: new Date('2026-01-02T00:00:00.002Z'),
        lastUsedAt: new Date('2026-01-03T00:00:00.003Z'),
        idleExpiresAt: new Date('2026-01-04T00:00:00.004Z'),
        expiresAt: new Date('2026-01-05T00:00:00.005Z'),
        ip: '2001:db8::1',
        network: '2001:db8:0:0::/64',
        userAgent: 'Agent/1.0 (ünï)',
        endedAt: new Date('2026-01-06T00:00:00.006Z'),
        endReason: 'logout',
        version: 9,
      };
      await fixture.addSession(Session.rehydrate(state));
      expect((await sessions().findById(state.id))?.state).toEqual(state);
    });

    it('refuses a user that has gone, and stores no event', async () => {
      await expect(aStoredSession({ userId: aUserId() })).rejects.toMatchObject({ code: 'USER_NOT_FOUND' });
      expect(await fixture.takeEvents()).toEqual([]);
    });

    it('throws outside a unit of work', async () => {
      await expect(sessions().add(aSession({ userId: aUserId() }))).rejects.toThrow(/unit of work/);
    });
  });

  describe('save', () => {
    it('stores several at once, each as its next version', async () => {
      const first = await aStoredSession({ tokenHash: 'a' });
      const second = await aStoredSession({ userId: first.state.userId });
      await fixture.takeEvents();
      rotate(first, 'a', 'b');
      second.revoke('logout', at(2));
      await fixture.run(() => sessions().save(first, second));
      expect((await sessions().findById(first.id))?.state).toEqual({ ...first.state, version: 2 });
      expect((await sessions().findById(second.id))?.state).toEqual({ ...second.state, version: 2 });
      expect((await fixture.takeEvents()).map(({ name }) => name)).toEqual(['session.revoked']);
    });

    it('stores nothing when one of them is stale', async () => {
      const fresh = await aStoredSession();
      const changed = await aStoredSession({ userId: fresh.state.userId });
      const stale = Session.rehydrate(changed.state);
      changed.revoke('logout', at(1));
      await fixture.run(() => sessions().save(changed));
      await fixture.takeEvents();
      fresh.revoke('logout_all', at(2));
      stale.revoke('logout_all', at(2));
      await expect(fixture.run(() => sessions().save(fresh, stale))).rejects.toMatchObject({
        code: 'VERSION_CONFLICT',
      });
      expect((await sessions().findById(fresh.id))?.state.endedAt).toBeNull();
      expect((await sessions().findById(changed.id))?.state.endReason).toBe('logout');
      expect(await fixture.takeEvents()).toEqual([]);
    });

    it('takes no sessions for nothing to do', async () => {
      await fixture.run(() => sessions().save());
    });

    it('lets one of several parallel rotations of one token win', async () => {
      const session = await aStoredSession({ tokenHash: 'a' });
      const results = await Promise.allSettled(
        times(8, (index) =>
          fixture.run(async () => {
            const own = Session.rehydrate(session.state);
            rotate(own, 'a', `b${index}`);
            await sessions().save(own);
          }),
        ),
      );
      expect(outcomes(results).fulfilled).toBe(1);
      expect(new Set(outcomes(results).codes)).toEqual(new Set(['VERSION_CONFLICT']));
    });

    it('finds nothing stale that was read for update', async () => {
      const { id } = await aStoredSession({ tokenHash: 't0' });
      const kinds = await Promise.all(
        times(6, () =>
          fixture.run(async () => {
            const session = (await sessions().findByIdForUpdate(id)) as Session;
            const outcome = rotate(session, 't0', 't1');
            if (outcome.kind === 'rotated') await sessions().save(session);
            return outcome.kind;
          }),
        ),
      );
      expect(kinds.filter((kind) => kind === 'rotated')).toHaveLength(1);
      expect(kinds.filter((kind) => kind === 'repeated')).toHaveLength(5);
    });

    it('throws outside a unit of work', async () => {
      const session = await aStoredSession();
      await expect(sessions().save(session)).rejects.toThrow(/unit of work/);
      await expect(sessions().save()).rejects.toThrow(/unit of work/);
    });
  });

  describe('saveProof', () => {
    it('stores how and when who it is was proved, as the next version, with its event', async () => {
      const session = await aStoredSession();
      await fixture.takeEvents();
      session.prove(['otp', 'mfa'], at(5), at(6));
      await fixture.run(() => sessions().saveProof(session));
      const stored = await sessions().findById(session.id);
      expect(stored?.state).toEqual({ ...session.state, version: 2 });
      expect(stored?.state).toMatchObject({ amr: ['pwd', 'otp', 'mfa'], authenticatedAt: at(5) });
      expect((await fixture.takeEvents()).map(({ name }) => name)).toEqual(['session.proved']);
    });

    it('makes a rotation that was read before read again, and is made to by one', async () => {
      const session = await aStoredSession({ tokenHash: 'a' });
      const [rotated, stale] = [Session.rehydrate(session.state), Session.rehydrate(session.state)];
      session.prove(['otp'], at(1), at(1));
      await fixture.run(() => sessions().saveProof(session));
      rotate(rotated, 'a', 'b');
      expect(await sessions().saveRotation(rotated)).toBe(false);
      stale.prove(['mfa'], at(2), at(2));
      const attempt = fixture.run(() => sessions().saveProof(stale));
      await expect(attempt).rejects.toMatchObject({ code: 'VERSION_CONFLICT' });
      expect((await sessions().findById(session.id))?.state).toEqual({ ...session.state, version: 2 });
    });

    it('throws outside a unit of work', async () => {
      await expect(sessions().saveProof(await aStoredSession())).rejects.toThrow(/unit of work/);
    });
  });

  describe('saveRotation', () => {
    it('stores what a rotation changes as the next version, without a unit of work', async () => {
      const session = await aStoredSession({ tokenHash: 'a' });
      await fixture.takeEvents();
      rotate(session, 'a', 'b');
      expect(await sessions().saveRotation(session)).toBe(true);
      expect((await sessions().findById(session.id))?.state).toEqual({ ...session.state, version: 2 });
      expect(await fixture.takeEvents()).toEqual([]);
    });

    it('stores nothing over a change that came between, nor what has gone', async () => {
      const session = await aStoredSession({ tokenHash: 'a' });
      const stale = Session.rehydrate(session.state);
      session.revoke('logout', at(1));
      await fixture.run(() => sessions().save(session));
      rotate(stale, 'a', 'b');
      expect(await sessions().saveRotation(stale)).toBe(false);
      expect((await sessions().findById(session.id))?.state).toEqual({ ...session.state, version: 2 });
      expect(await sessions().saveRotation(aSession({ userId: session.state.userId }))).toBe(false);
    });

    it('lets one of several at the same time win', async () => {
      const session = await aStoredSession({ tokenHash: 'a' });
      const stored = await Promise.all(
        times(8, (index) => {
          const own = Session.rehydrate(session.state);
          rotate(own, 'a', `b${index}`);
          return sessions().saveRotation(own);
        }),
      );
      expect(stored.filter(Boolean)).toHaveLength(1);
    });

    it('waits for a transaction that has the session', async () => {
      const session = await aStoredSession({ tokenHash: 'a' });
      const rotated = Session.rehydrate(session.state);
      rotate(rotated, 'a', 'b');
      const isRead = Promise.withResolvers<void>();
      const [isStored] = await Promise.all([
        isRead.promise.then(() => sessions().saveRotation(rotated)),
        fixture.run(async () => {
          const locked = (await sessions().findByIdForUpdate(session.id)) as Session;
          isRead.resolve();
          await sessions().findById(session.id);
          locked.revoke('logout', at(1));
          await sessions().save(locked);
        }),
      ]);
      expect(isStored).toBe(false);
      expect((await sessions().findById(session.id))?.state.endReason).toBe('logout');
    });
  });

  it('finds a session with what its user may do', async () => {
    const user = await fixture.addUser(aUser({ roles: ['moderator', 'user'] }));
    const session = await aStoredSession({ userId: user.id });
    const found = await sessions().findWithOwner(session.id);
    expect(found?.session.state).toEqual(session.state);
    expect(found?.owner).toEqual({ roles: ['moderator', 'user'], isActive: true, hasSecondFactor: false });
    expect(await sessions().findWithOwner(aSessionId())).toBeNull();
  });

  it('finds nothing that is not there', async () => {
    expect(await sessions().findById(aSessionId())).toBeNull();
    expect(await fixture.run(() => sessions().findByIdForUpdate(aSessionId()))).toBeNull();
  });

  it('returns copies', async () => {
    const { id } = await aStoredSession();
    const first = (await sessions().findById(id)) as Session;
    first.revoke('logout', at(1));
    first.state.createdAt.setTime(0);
    expect((await sessions().findById(id))?.state).toMatchObject({ endedAt: null, createdAt: openedAt });
  });

  describe('findAliveByUser', () => {
    it('finds what is alive then, oldest use first, of this user', async () => {
      const used = await aStoredSession({ tokenHash: 'a', at: at(-20) });
      const { userId } = used.state;
      const idle = await aStoredSession({ userId, at: at(-10) });
      const short = await aStoredSession({ userId, at: at(-15), lifetimes: { idleSeconds: 15 } });
      const ended = await aStoredSession({ userId });
      await aStoredSession();
      ended.revoke('logout', at(0));
      rotate(used, 'a', 'b', at(-5));
      await fixture.run(() => sessions().save(used, ended));
      const idsAt = async (seconds: number) => {
        const found = await fixture.run(() => sessions().findAliveByUser(userId, at(seconds)));
        return found.map(({ id }) => id);
      };
      expect(await idsAt(-0.001)).toEqual([short.id, idle.id, used.id]);
      expect(await idsAt(0)).toEqual([idle.id, used.id]);
    });

    it('locks them, so that parallel logouts of all do not clash', async () => {
      const { userId } = (await aStoredSession()).state;
      await Promise.all(times(4, () => aStoredSession({ userId })));
      const ended = await Promise.all(
        times(4, () =>
          fixture.run(async () => {
            const alive = await sessions().findAliveByUser(userId, at(1));
            for (const session of alive) session.revoke('logout_all', at(1));
            await sessions().save(...alive);
            return alive.length;
          }),
        ),
      );
      expect(ended.sort()).toEqual([0, 0, 0, 5]);
    });

    it('throws outside a unit of work, as does reading one for update', async () => {
      await expect(sessions().findAliveByUser(aUserId(), at(0))).rejects.toThrow(/unit of work/);
      await expect(sessions().findByIdForUpdate(aSessionId())).rejects.toThrow(/unit of work/);
    });
  });

  it('knows the networks that a user has signed in from', async () => {
    const { userId } = (await aStoredSession({ network: '2001:db8:0:0::/64' })).state;
    expect(await sessions().hasUsedNetwork(userId, '2001:db8:0:0::/64')).toBe(true);
    expect(await sessions().hasUsedNetwork(userId, '192.0.2.1')).toBe(false);
    expect(await sessions().hasUsedNetwork(aUserId(), '2001:db8:0:0::/64')).toBe(false);
  });
}
