import { describe, expect, it } from 'vitest';
import { User } from '#domain/users/user.js';
import { aSessionId, aUserId } from '#testing/ids.js';
import { aSession, lifetimes, openedAt } from '../../support/builders/session.js';
import { aUser } from '../../support/builders/user.js';
import type { AdapterTarget } from '../adapters.js';
import { useAdapters } from '../fixture.js';

const at = (seconds: number) => new Date(openedAt.getTime() + seconds * 1000);

export function sessionQueriesContract(open: AdapterTarget['open']): void {
  const fixture = useAdapters(open);
  const queries = () => fixture.adapters.sessionQueries;

  describe('findPrincipal', () => {
    it('tells what decides on a request', async () => {
      const user = await fixture.addUser(aUser({ roles: ['admin', 'user'] }));
      const session = await fixture.addSession(aSession({ userId: user.id }));
      expect(await queries().findPrincipal(session.id, session.state.userId)).toEqual({
        userId: user.id,
        roles: ['admin', 'user'],
        isActive: true,
        hasSecondFactor: false,
        hasEnded: false,
        expiresAt: at(lifetimes.idleSeconds),
      });
    });

    it('sees the account and the session as they are now', async () => {
      const user = await fixture.addUser(aUser());
      const session = await fixture.addSession(aSession({ userId: user.id }));
      const changed = User.rehydrate(user.state);
      changed.deactivate(at(1));
      changed.assignRoles(['moderator'], at(1));
      session.revoke('logout', at(1));
      await fixture.run(async () => {
        await fixture.adapters.users.save(changed);
        await fixture.adapters.sessions.save(session);
      });
      expect(await queries().findPrincipal(session.id, session.state.userId)).toMatchObject({
        roles: ['moderator'],
        isActive: false,
        hasEnded: true,
      });
    });

    it("does not find somebody else's session", async () => {
      const user = await fixture.addUser(aUser());
      const other = await fixture.addUser(aUser());
      const session = await fixture.addSession(aSession({ userId: user.id }));
      expect(await queries().findPrincipal(session.id, other.id)).toBeNull();
    });

    it('finds nothing when session or user are gone', async () => {
      const user = await fixture.addUser(aUser());
      const session = await fixture.addSession(aSession({ userId: user.id }));
      await fixture.run(() => fixture.adapters.users.remove(user));
      expect(await queries().findPrincipal(session.id, session.state.userId)).toBeNull();
      expect(await queries().findPrincipal(aSessionId(), aUserId())).toBeNull();
    });
  });

  it('lists what is alive, latest use first', async () => {
    const user = await fixture.addUser(aUser());
    const other = await fixture.addUser(aUser());
    const old = await fixture.addSession(aSession({ userId: user.id, at: at(-30), userAgent: null }));
    const recent = await fixture.addSession(aSession({ userId: user.id, at: at(-10), ip: '192.0.2.77' }));
    await fixture.addSession(aSession({ userId: user.id, at: at(-20), lifetimes: { idleSeconds: 20 } }));
    await fixture.addSession(aSession({ userId: other.id }));
    const ended = await fixture.addSession(aSession({ userId: user.id }));
    ended.revoke('logout', at(0));
    await fixture.run(() => fixture.adapters.sessions.save(ended));
    expect(await queries().listAliveByUser(user.id, at(0))).toEqual([
      {
        id: recent.id,
        createdAt: at(-10),
        lastUsedAt: at(-10),
        expiresAt: recent.state.idleExpiresAt,
        ip: '192.0.2.77',
        userAgent: 'Test/1.0',
      },
      {
        id: old.id,
        createdAt: at(-30),
        lastUsedAt: at(-30),
        expiresAt: old.state.idleExpiresAt,
        ip: '192.0.2.1',
        userAgent: null,
      },
    ]);
    expect(await queries().listAliveByUser(aUserId(), at(0))).toEqual([]);
  });
}
