import { describe, expect, it } from 'vitest';
import type { NewLogin } from '#application/auth/logins.js';
import type { AttemptLimit } from '#domain/auth/lockout-policy.js';
import { PasswordHash } from '#domain/users/password-hash.js';
import { User } from '#domain/users/user.js';
import { aContext } from '../../support/builders/context.js';
import { aSession, openedAt } from '../../support/builders/session.js';
import { aUser } from '../../support/builders/user.js';
import type { AdapterTarget } from '../adapters.js';
import { times, useAdapters } from '../fixture.js';

const at = (seconds: number) => new Date(openedAt.getTime() + seconds * 1000);
const limits: readonly AttemptLimit[] = ['b', 'a'].map((key) => ({
  key,
  scope: 'account',
  limit: 10,
  windowSeconds: 900,
}));

export function loginsContract(open: AdapterTarget['open']): void {
  const fixture = useAdapters(open);
  const logins = () => fixture.adapters.logins;
  const aStoredUser = async () => {
    const user = await fixture.addUser(aUser());
    await fixture.takeEvents();
    return user;
  };
  /** A login that has been counted. */
  const aLogin = async (stored: User, traits: Partial<NewLogin> = {}): Promise<NewLogin> => {
    await fixture.adapters.loginAttempts.count(limits, [], at(0));
    const session = aSession({ userId: stored.id, userAgent: null });
    const user = User.rehydrate(stored.state);
    user.recordLogin(session.id, at(1));
    const verified = stored.state.passwordHash;
    return { user, verified, session, maxSessions: 50, attempt: limits, ...traits };
  };
  const stateOf = async (user: User) => (await fixture.adapters.users.findById(user.id))?.state;
  const attemptsLeft = async () => {
    const counted = await fixture.adapters.loginAttempts.count(limits, [], at(2));
    await fixture.adapters.loginAttempts.release(limits);
    return counted.map(({ count }) => count - 1);
  };
  const expectNothing = async (stored: User, login: NewLogin, attempts = [1, 1]) => {
    expect(await logins().add(login, aContext())).toBe(false);
    expect(await fixture.adapters.sessions.findById(login.session.id)).toBeNull();
    expect((await stateOf(stored))?.lastLoginAt ?? null).toBeNull();
    expect(await fixture.takeEvents()).toEqual([]);
    expect(await attemptsLeft()).toEqual(attempts);
    expect(login.user.pullEvents()).toHaveLength(1);
    expect(login.session.pullEvents()).toHaveLength(1);
  };

  it('counts an attempt and finds whose account it is, by either name', async () => {
    const stored = await aStoredUser();
    const [counted, watched] = limits as [AttemptLimit, AttemptLimit];
    await fixture.adapters.loginAttempts.count([watched], [], at(0));
    for (const [index, identifier] of [stored.state.email, stored.state.username].entries()) {
      const begun = await logins().begin(identifier, [counted], [watched], at(100));
      expect(begun.user?.state).toEqual(stored.state);
      expect(begun.counts).toEqual([
        { limit: counted, count: index + 1, resetSeconds: 900 },
        { limit: watched, count: 1, resetSeconds: 800 },
      ]);
    }
  });

  it('counts an attempt at the account of nobody', async () => {
    const nobody = aUser().state;
    for (const [index, identifier] of [nobody.email, nobody.username].entries()) {
      const begun = await logins().begin(identifier, limits, [], at(0));
      expect(begun.user).toBeNull();
      expect(begun.counts.map(({ count }) => count)).toEqual([index + 1, index + 1]);
    }
  });

  it('counts parallel attempts exactly', async () => {
    const stored = await aStoredUser();
    const begun = await Promise.all(times(40, () => logins().begin(stored.state.email, limits, [], at(0))));
    const counts = begun.map((attempt) => attempt.counts[0]?.count as number);
    expect(counts.sort((a, b) => a - b)).toEqual(times(40, (number) => number + 1));
  });

  it('stores account, session and events, and takes the attempt back', async () => {
    const stored = await aStoredUser();
    const login = await aLogin(stored);
    login.user.upgradePasswordHash(new PasswordHash('upgraded'));
    const context = aContext({ userId: stored.id });
    expect(await logins().add(login, context)).toBe(true);
    expect(await stateOf(stored)).toEqual({
      ...stored.state,
      lastLoginAt: at(1),
      passwordHash: new PasswordHash('upgraded'),
    });
    const session = await fixture.adapters.sessions.findById(login.session.id);
    expect(session?.state).toEqual(login.session.state);
    const events = await fixture.takeEvents();
    expect(events.map(({ name }) => name).sort()).toEqual(['session.opened', 'user.logged_in']);
    expect(events.find(({ name }) => name === 'user.logged_in')).toMatchObject({
      version: 1,
      subjectId: stored.id,
      occurredAt: at(1),
      payload: { sessionId: login.session.id },
      actorId: stored.id,
      ip: context.ip,
      userAgent: context.userAgent,
      requestId: context.requestId,
    });
    expect(await attemptsLeft()).toEqual([0, 0]);
    expect([...login.user.pullEvents(), ...login.session.pullEvents()]).toEqual([]);
  });

  describe('stores nothing, and takes no event,', () => {
    it('when the password was changed', async () => {
      const stored = await aStoredUser();
      await expectNothing(stored, await aLogin(stored, { verified: new PasswordHash('before') }));
    });

    it('when the account was deactivated', async () => {
      const stored = await aStoredUser();
      const changed = User.rehydrate(stored.state);
      changed.deactivate(at(1));
      await fixture.run(() => fixture.adapters.users.save(changed));
      await fixture.takeEvents();
      await expectNothing(stored, await aLogin(stored));
    });

    it('when the account has gone', async () => {
      const stored = aUser();
      await expectNothing(stored, await aLogin(stored));
    });

    it('when there is no room for another session', async () => {
      const stored = await aStoredUser();
      for (const _ of [1, 2]) await fixture.addSession(aSession({ userId: stored.id }));
      const ended = await fixture.addSession(aSession({ userId: stored.id }));
      ended.revoke('logout', at(0));
      await fixture.run(() => fixture.adapters.sessions.save(ended));
      await fixture.takeEvents();
      await expectNothing(stored, await aLogin(stored, { maxSessions: 2 }));
      expect(await logins().add(await aLogin(stored, { maxSessions: 3 }), aContext())).toBe(true);
    });
  });

  it('does not exceed the limit with logins at the same time', async () => {
    const stored = await aStoredUser();
    const all = await Promise.all(times(12, () => aLogin(stored, { maxSessions: 5 })));
    const isStored = await Promise.all(all.map((login) => logins().add(login, aContext())));
    const alive = await fixture.run(() => fixture.adapters.sessions.findAliveByUser(stored.id, at(1)));
    expect(alive).toHaveLength(5);
    expect(isStored.filter(Boolean)).toHaveLength(5);
    expect(await attemptsLeft()).toEqual([7, 7]);
  });
}
