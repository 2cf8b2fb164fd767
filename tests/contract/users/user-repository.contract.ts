import { describe, expect, it } from 'vitest';
import { parseRole } from '#domain/access/role.js';
import { DisplayName } from '#domain/users/display-name.js';
import { Email } from '#domain/users/email.js';
import { Locale } from '#domain/users/locale.js';
import { PasswordHash } from '#domain/users/password-hash.js';
import { User } from '#domain/users/user.js';
import { Username } from '#domain/users/username.js';
import { aSessionId, aUserId } from '#testing/ids.js';
import { aSession } from '../../support/builders/session.js';
import { aUser } from '../../support/builders/user.js';
import type { AdapterTarget } from '../adapters.js';
import { outcomes, times, useAdapters } from '../fixture.js';

const later = new Date('2026-03-05T01:02:03.004Z');

export function userRepositoryContract(open: AdapterTarget['open']): void {
  const fixture = useAdapters(open);
  const users = () => fixture.adapters.users;

  describe('add', () => {
    it('stores every field, to the millisecond', async () => {
      const user = User.rehydrate({
        id: aUserId(),
        email: Email.parse('Jörg+x@bücher.example'),
        emailVerifiedAt: new Date('2026-01-01T00:00:00.004Z'),
        username: Username.parse('jörg_1'),
        displayName: DisplayName.parse('Jörg “J.” O’Neil'),
        locale: Locale.parse('de-AT'),
        metadata: { tier: 'gold', tags: ['a', { b: null }], count: 1.5 },
        passwordHash: new PasswordHash('$argon2id$abc'),
        passwordVersion: 3,
        mustChangePassword: true,
        hasSecondFactor: true,
        roles: ['moderator', 'user'],
        isActive: false,
        createdAt: new Date('2026-01-01T00:00:00.001Z'),
        updatedAt: new Date('2026-01-02T00:00:00.002Z'),
        lastLoginAt: new Date('2026-01-03T00:00:00.003Z'),
        version: 7,
      });
      await fixture.addUser(user);
      expect((await users().findById(user.id))?.state).toEqual(user.state);
      expect((await users().findByEmail(user.state.email))?.state).toEqual(user.state);
      expect((await users().findByUsername(user.state.username))?.state).toEqual(user.state);
    });

    it('refuses a taken email and a taken username', async () => {
      const user = await fixture.addUser(aUser({ email: 'a@example.com', username: 'anna' }));
      await expect(fixture.addUser(aUser({ email: 'A@EXAMPLE.com' }))).rejects.toMatchObject({
        code: 'EMAIL_TAKEN',
      });
      await expect(fixture.addUser(aUser({ username: 'ANNA' }))).rejects.toMatchObject({
        code: 'USERNAME_TAKEN',
      });
      expect((await fixture.takeEvents()).map(({ subjectId }) => subjectId)).toEqual([user.id]);
    });

    it('lets one of many win who want the same address', async () => {
      const rivals = times(20, () => aUser({ email: 'same@example.com' }));
      const results = await Promise.allSettled(rivals.map((user) => fixture.addUser(user)));
      const { fulfilled, codes } = outcomes(results);
      expect(fulfilled).toBe(1);
      expect(new Set(codes)).toEqual(new Set(['EMAIL_TAKEN']));
      expect(await fixture.takeEvents()).toHaveLength(1);
    });

    it('throws outside a unit of work', async () => {
      await expect(users().add(aUser())).rejects.toThrow(/unit of work/);
    });
  });

  describe('save', () => {
    it('stores what changed, as the next version', async () => {
      const user = await fixture.addUser(aUser());
      await fixture.takeEvents();
      user.rename(Username.parse('renamed'), later);
      user.changeEmail(Email.parse('new@example.net'), later);
      user.changePassword(new PasswordHash('$new'), later);
      user.assignRoles(['admin'], later);
      user.deactivate(later);
      await fixture.run(() => users().save(user));
      expect((await users().findById(user.id))?.state).toEqual({ ...user.state, version: 2 });
      const names = (await fixture.takeEvents()).map(({ name }) => name);
      expect(names).toEqual([
        'user.renamed',
        'user.email_changed',
        'user.password_changed',
        'user.role_granted',
        'user.role_revoked',
        'user.deactivated',
      ]);
    });

    it('refuses a stale version, and stores nothing of it', async () => {
      const user = await fixture.addUser(aUser({ username: 'first' }));
      const stale = await users().findById(user.id);
      user.rename(Username.parse('second'), later);
      await fixture.run(() => users().save(user));
      await fixture.takeEvents();
      stale?.rename(Username.parse('third'), later);
      await expect(fixture.run(() => users().save(stale as User))).rejects.toMatchObject({
        kind: 'stale',
        code: 'VERSION_CONFLICT',
      });
      expect((await users().findById(user.id))?.state.username.value).toBe('second');
      expect(await fixture.takeEvents()).toEqual([]);
    });

    it('refuses a user that is gone', async () => {
      const user = await fixture.addUser(aUser());
      await fixture.run(() => users().remove(user));
      await expect(fixture.run(() => users().save(user))).rejects.toMatchObject({ code: 'VERSION_CONFLICT' });
    });

    it('refuses what somebody else has', async () => {
      await fixture.addUser(aUser({ email: 'taken@example.com', username: 'taken' }));
      const user = await fixture.addUser(aUser());
      user.changeEmail(Email.parse('taken@example.com'), later);
      await expect(fixture.run(() => users().save(user))).rejects.toMatchObject({ code: 'EMAIL_TAKEN' });
      const again = (await users().findById(user.id)) as User;
      again.rename(Username.parse('taken'), later);
      await expect(fixture.run(() => users().save(again))).rejects.toMatchObject({ code: 'USERNAME_TAKEN' });
    });

    it('lets one of several parallel changes of one version win', async () => {
      const user = await fixture.addUser(aUser());
      const results = await Promise.allSettled(
        times(8, (index) =>
          fixture.run(async () => {
            const own = User.rehydrate(user.state);
            own.rename(Username.parse(`rival${index}`), later);
            await users().save(own);
          }),
        ),
      );
      expect(outcomes(results).fulfilled).toBe(1);
      expect(new Set(outcomes(results).codes)).toEqual(new Set(['VERSION_CONFLICT']));
      expect((await users().findById(user.id))?.state.version).toBe(2);
    });

    it('finds nothing stale that was read for update', async () => {
      const { id } = await fixture.addUser(aUser());
      await Promise.all(
        times(8, (index) =>
          fixture.run(async () => {
            const user = (await users().findByIdForUpdate(id)) as User;
            user.rename(Username.parse(`turn${index}`), later);
            await users().save(user);
          }),
        ),
      );
      expect((await users().findById(id))?.state.version).toBe(9);
    });

    it('throws outside a unit of work, as does reading for update', async () => {
      const user = await fixture.addUser(aUser());
      await expect(users().save(user)).rejects.toThrow(/unit of work/);
      await expect(users().findByIdForUpdate(user.id)).rejects.toThrow(/unit of work/);
    });
  });

  describe('saveLogin', () => {
    const login = (user: User, verified: PasswordHash | null) => {
      const own = User.rehydrate(user.state);
      own.recordLogin(aSessionId(), later);
      return fixture.run(() => users().saveLogin(own, verified));
    };

    it('stores the time and the upgraded hash, and keeps the version', async () => {
      const user = await fixture.addUser(aUser());
      const before = user.state;
      await fixture.takeEvents();
      user.recordLogin(aSessionId(), later);
      user.upgradePasswordHash(new PasswordHash('$upgraded'));
      expect(await fixture.run(() => users().saveLogin(user, before.passwordHash))).toBe(true);
      expect((await users().findById(user.id))?.state).toEqual({
        ...before,
        lastLoginAt: later,
        passwordHash: new PasswordHash('$upgraded'),
      });
      expect((await fixture.takeEvents()).map(({ name }) => name)).toEqual(['user.logged_in']);
    });

    it('stores nothing else', async () => {
      const user = await fixture.addUser(aUser({ username: 'before' }));
      const changed = User.rehydrate(user.state);
      changed.rename(Username.parse('meanwhile'), later);
      await fixture.run(() => users().save(changed));
      expect(await login(user, user.state.passwordHash)).toBe(true);
      const stored = (await users().findById(user.id))?.state;
      expect(stored).toMatchObject({ version: 2, lastLoginAt: later });
      expect(stored?.username.value).toBe('meanwhile');
    });

    it('lets parallel logins pass', async () => {
      const user = await fixture.addUser(aUser());
      const results = await Promise.all(times(10, () => login(user, user.state.passwordHash)));
      expect(results).toEqual(times(10, () => true));
    });

    it('refuses another password, a deactivated and a deleted user, without an event', async () => {
      const user = await fixture.addUser(aUser());
      await fixture.takeEvents();
      expect(await login(user, new PasswordHash('$other'))).toBe(false);
      const inactive = aUser();
      inactive.deactivate(later);
      await fixture.addUser(inactive);
      await fixture.takeEvents();
      expect(await login(inactive, inactive.state.passwordHash)).toBe(false);
      expect(await login(aUser(), new PasswordHash('$none'))).toBe(false);
      expect(await fixture.takeEvents()).toEqual([]);
    });

    it('refuses one that has a second factor since, and one that has none any more', async () => {
      const user = await fixture.addUser(aUser());
      const changed = User.rehydrate(user.state);
      changed.requireSecondFactor(true, later);
      await fixture.run(() => users().save(changed));
      expect(await login(user, user.state.passwordHash)).toBe(false);
      expect(await login(changed, user.state.passwordHash)).toBe(true);
      const without = User.rehydrate(changed.state);
      without.requireSecondFactor(false, later);
      await fixture.run(() => users().save(without));
      expect(await login(changed, user.state.passwordHash)).toBe(false);
    });

    it('cannot pass a change of the password that is not committed yet', async () => {
      const user = await fixture.addUser(aUser());
      const changed = Promise.withResolvers<void>();
      const mayCommit = Promise.withResolvers<void>();
      const change = fixture.run(async () => {
        const own = (await users().findByIdForUpdate(user.id)) as User;
        own.changePassword(new PasswordHash('$changed'), later);
        await users().save(own);
        changed.resolve();
        await mayCommit.promise;
      });
      await changed.promise;
      const attempt = login(user, user.state.passwordHash);
      mayCommit.resolve();
      await change;
      expect(await attempt).toBe(false);
    });

    it('throws outside a unit of work', async () => {
      const user = await fixture.addUser(aUser());
      await expect(users().saveLogin(user, user.state.passwordHash)).rejects.toThrow(/unit of work/);
    });
  });

  describe('remove', () => {
    it('takes the sessions of the user along, and nobody else', async () => {
      const user = await fixture.addUser(aUser());
      const other = await fixture.addUser(aUser());
      const session = await fixture.addSession(aSession({ userId: user.id }));
      const kept = await fixture.addSession(aSession({ userId: other.id }));
      await fixture.takeEvents();
      user.delete(later);
      await fixture.run(() => users().remove(user));
      expect(await users().findById(user.id)).toBeNull();
      expect(await fixture.adapters.sessions.findById(session.id)).toBeNull();
      expect(await fixture.adapters.sessions.findById(kept.id)).not.toBeNull();
      expect((await fixture.takeEvents()).map(({ name }) => name)).toEqual(['user.deleted']);
    });

    it('frees email and username', async () => {
      const user = await fixture.addUser(aUser({ email: 'free@example.com', username: 'free' }));
      await fixture.run(() => users().remove(user));
      await fixture.addUser(aUser({ email: 'free@example.com', username: 'free' }));
    });

    it('refuses a stale version and throws outside a unit of work', async () => {
      const user = await fixture.addUser(aUser());
      const stale = User.rehydrate(user.state);
      user.deactivate(later);
      await fixture.run(() => users().save(user));
      await expect(fixture.run(() => users().remove(stale))).rejects.toMatchObject({
        code: 'VERSION_CONFLICT',
      });
      expect(await users().findById(user.id)).not.toBeNull();
      await expect(users().remove(stale)).rejects.toThrow(/unit of work/);
    });
  });

  it('finds nothing that is not there', async () => {
    expect(await users().findById(aUserId())).toBeNull();
    expect(await users().findByEmail(Email.parse('no@example.com'))).toBeNull();
    expect(await users().findByUsername(Username.parse('nobody'))).toBeNull();
    expect(await fixture.run(() => users().findByIdForUpdate(aUserId()))).toBeNull();
  });

  it('returns copies', async () => {
    const { id } = await fixture.addUser(aUser());
    const first = (await users().findById(id)) as User;
    first.deactivate(later);
    first.state.createdAt.setTime(0);
    const second = await users().findById(id);
    expect(second?.state.isActive).toBe(true);
    expect(second?.state.createdAt.getTime()).not.toBe(0);
  });

  describe('findActiveHolders', () => {
    it('finds active accounts that have a role of each list', async () => {
      const [writer, mender] = [parseRole('writer'), parseRole('mender')];
      const admin = await fixture.addUser(aUser({ roles: ['admin', 'user'] }));
      const both = await fixture.addUser(aUser({ roles: [writer, mender] }));
      await fixture.addUser(aUser({ roles: [writer] }));
      const inactive = aUser({ roles: ['admin'] });
      inactive.deactivate(later);
      await fixture.addUser(inactive);
      const found = await users().findActiveHolders([
        ['admin', writer],
        ['admin', mender],
      ]);
      expect(found.toSorted()).toEqual([admin.id, both.id].toSorted());
      expect(await users().findActiveHolders([[parseRole('nobodys')], ['admin']])).toEqual([]);
    });

    it('needs to know no more than two', async () => {
      await Promise.all(times(3, () => fixture.addUser(aUser({ roles: ['admin'] }))));
      expect(await users().findActiveHolders([['admin']])).toHaveLength(2);
    });

    it('tells whether anybody has a role, active or not', async () => {
      const idle = aUser({ roles: ['user', parseRole('writer')] });
      idle.deactivate(later);
      await fixture.addUser(idle);
      expect(await users().isRoleHeld(parseRole('writer'))).toBe(true);
      expect(await users().isRoleHeld(parseRole('mender'))).toBe(false);
    });
  });
}
