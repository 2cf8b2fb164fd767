import { describe, expect, it } from 'vitest';
import type { SessionId, UserId } from '#domain/shared/ids.js';
import { DisplayName } from '#domain/users/display-name.js';
import { Email } from '#domain/users/email.js';
import { Locale } from '#domain/users/locale.js';
import { PasswordHash } from '#domain/users/password-hash.js';
import { User } from '#domain/users/user.js';
import { Username } from '#domain/users/username.js';

const at = new Date('2026-01-01T00:00:00.000Z');
const later = new Date('2026-01-02T00:00:00.000Z');

function registered() {
  const user = User.register(
    {
      id: '01a1f891-0000-7000-8000-000000000001' as UserId,
      email: Email.parse('alice@example.com'),
      username: Username.parse('alice'),
      passwordHash: new PasswordHash('$hash'),
      roles: ['user'],
    },
    at,
  );
  return user;
}

function existing() {
  const user = registered();
  user.pullEvents();
  return user;
}

const names = (user: User) => user.pullEvents().map((event) => event.name);

describe('User', () => {
  it('registers active, at version 1, and says so without a secret', () => {
    const user = registered();
    expect(user.state).toMatchObject({ isActive: true, version: 1, createdAt: at, lastLoginAt: null });
    const [event] = user.pullEvents();
    expect(event).toEqual({
      name: 'user.registered',
      version: 1,
      subjectId: user.id,
      occurredAt: at,
      payload: { email: 'alice@example.com', username: 'alice', roles: ['user'] },
    });
  });

  it('hands its events out once', () => {
    const user = registered();
    expect(names(user)).toEqual(['user.registered']);
    expect(names(user)).toEqual([]);
  });

  it.each([
    ['rename', (user: User) => user.rename(Username.parse('alicia'), later), 'user.renamed'],
    ['changeEmail', (user: User) => user.changeEmail(Email.parse('a@b.io'), later), 'user.email_changed'],
    [
      'changePassword',
      (user: User) => user.changePassword(new PasswordHash('$x'), later),
      'user.password_changed',
    ],
    ['verifyEmail', (user: User) => user.verifyEmail(later), 'user.email_verified'],
    [
      'changeProfile',
      (user: User) => user.changeProfile({ locale: Locale.parse('de') }, later),
      'user.profile_changed',
    ],
    ['changeMetadata', (user: User) => user.changeMetadata({ tier: 'gold' }, later), 'user.metadata_changed'],
    ['deactivate', (user: User) => user.deactivate(later), 'user.deactivated'],
    ['grantRole', (user: User) => user.grantRole('admin', later), 'user.role_granted'],
  ])('%s changes the account and records it', (_, verb, event) => {
    const user = existing();
    const before = user.state;
    verb(user);
    expect(names(user)).toEqual([event]);
    expect(user.state.updatedAt).toBe(later);
    expect(user.state).not.toEqual(before);
  });

  it.each([
    ['rename', (user: User) => user.rename(Username.parse('ALICE'), later)],
    ['changeEmail', (user: User) => user.changeEmail(Email.parse('Alice@Example.com'), later)],
    ['activate', (user: User) => user.activate(later)],
    ['grantRole', (user: User) => user.grantRole('user', later)],
    ['revokeRole', (user: User) => user.revokeRole('admin', later)],
    ['assignRoles', (user: User) => user.assignRoles(['user'], later)],
  ])('%s to what is there already changes and records nothing', (_, verb) => {
    const user = existing();
    const before = user.state;
    verb(user);
    expect(user.state).toBe(before);
    expect(names(user)).toEqual([]);
  });

  it('loses a role, but not the only one', () => {
    const user = existing();
    user.grantRole('moderator', later);
    user.pullEvents();
    user.revokeRole('user', later);
    expect(names(user)).toEqual(['user.role_revoked']);
    expect(() => user.revokeRole('moderator', later)).toThrow(
      expect.objectContaining({ code: 'VALIDATION_ERROR' }),
    );
    expect(user.state.roles).toEqual(['moderator']);
  });

  it('comes back after deactivation', () => {
    const user = existing();
    user.deactivate(later);
    user.activate(later);
    expect(user.state.isActive).toBe(true);
    expect(names(user)).toEqual(['user.deactivated', 'user.activated']);
  });

  it('assigns roles by granting and revoking each', () => {
    const user = existing();
    user.assignRoles(['admin', 'moderator'], later);
    expect([...user.state.roles].sort()).toEqual(['admin', 'moderator']);
    expect(names(user)).toEqual(['user.role_granted', 'user.role_granted', 'user.role_revoked']);
  });

  it('records a login without counting it as a change', () => {
    const user = existing();
    user.recordLogin('01a1f891-0000-7000-8000-00000000000a' as SessionId, later);
    expect(user.state).toMatchObject({ lastLoginAt: later, updatedAt: at, version: 1 });
    expect(names(user)).toEqual(['user.logged_in']);
  });

  it('PWD-15 keeps the hash out of JSON', () => {
    expect(JSON.stringify(registered().state)).not.toContain('$hash');
  });

  it('has an unverified address after it was changed, unless its owner has shown that they read it', () => {
    const user = existing();
    user.verifyEmail(at);
    user.changeEmail(Email.parse('second@example.com'), later);
    expect(user.state.emailVerifiedAt).toBeNull();
    user.changeEmail(Email.parse('third@example.com'), later, later);
    expect(user.state.emailVerifiedAt).toBe(later);
  });

  it('keeps what of a profile is not given', () => {
    const user = existing();
    user.changeProfile({ displayName: DisplayName.parse('Alice'), locale: Locale.parse('de') }, later);
    user.changeProfile({ displayName: null }, later);
    expect(user.state).toMatchObject({ displayName: null, locale: { value: 'de' } });
    user.pullEvents();
    user.changeProfile({ locale: Locale.parse('DE') }, later);
    expect(names(user)).toEqual([]);
  });

  it('need not change a password that its owner has set', () => {
    const user = User.register({ ...registered().state, mustChangePassword: true }, at);
    user.changePassword(new PasswordHash('$own'), later);
    expect(user.state.mustChangePassword).toBe(false);
  });
});
