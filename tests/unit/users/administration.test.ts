import { describe, expect, it } from 'vitest';
import type { RequestContext } from '#application/shared/request-context.js';
import { auditTokens } from '#composition/features/audit.tokens.js';
import { usersTokens } from '#composition/features/users.tokens.js';
import { password, TestKit } from '#testing/test-kit.js';

const codeOf = (attempt: Promise<unknown>) =>
  attempt.then(
    () => null,
    (error: { code?: string }) => error.code,
  );

async function house() {
  const kit = new TestKit();
  const [admin, moderator, user] = [
    await kit.person('admin'),
    await kit.person('moderator'),
    await kit.person('user'),
  ];
  const changeUser = await kit.get(usersTokens.changeUser);
  const patch = (
    id: string,
    change: object,
    context: RequestContext,
    expectedVersions: number[] | null = null,
  ) => changeUser.execute({ id, expectedVersions, ...change }, context);
  return { kit, admin, moderator, user, patch };
}

describe('changes of an account by others', () => {
  it('need the permission, and are refused on record', async () => {
    const { kit, admin, user, patch } = await house();
    const asUser = await kit.as(user);
    expect(await codeOf(patch(admin.id, { isActive: false }, asUser))).toBe('FORBIDDEN');
    expect(await codeOf(patch(admin.id, {}, kit.visitor()))).toBe('UNAUTHENTICATED');
    const { items } = await (await kit.get(auditTokens.queries)).list({ action: 'access.refused' }, null, 10);
    expect(items).toMatchObject([
      { actorId: user.id, targetId: admin.id, outcome: 'denied', details: { required: 'users:write' } },
    ]);
  });

  it('AUT-04 stay below the own permissions, whoever is changed and whatever is granted', async () => {
    const { kit, admin, moderator, user, patch } = await house();
    const asModerator = await kit.as(moderator);
    expect(await codeOf(patch(admin.id, { username: 'fallen' }, asModerator))).toBe('FORBIDDEN');
    expect(await codeOf(patch(user.id, { roles: ['admin'] }, asModerator))).toBe('FORBIDDEN');
    expect(await codeOf(patch(moderator.id, { roles: ['admin', 'moderator'] }, asModerator))).toBe(
      'FORBIDDEN',
    );
    expect(await codeOf(patch(user.id, { roles: ['moderator'] }, asModerator))).toBe('FORBIDDEN');
    expect((await patch(user.id, { roles: ['user'], isActive: false }, asModerator)).isActive).toBe(false);
    const createUser = await kit.get(usersTokens.createUser);
    const account = { email: 'new@example.com', username: 'newcomer', password, roles: ['admin'] };
    expect(await codeOf(createUser.execute(account, asModerator))).toBe('FORBIDDEN');
    const { items } = await (await kit.get(auditTokens.queries)).list({ action: 'access.refused' }, null, 10);
    expect(items).toHaveLength(5);
  });

  it('are made under the version that the client has seen', async () => {
    const { kit, admin, user, patch } = await house();
    const asAdmin = await kit.as(admin);
    expect((await patch(user.id, { username: 'renamed' }, asAdmin, [1])).version).toBe(2);
    expect(await codeOf(patch(user.id, { username: 'again' }, asAdmin, [1]))).toBe('VERSION_CONFLICT');
    expect(await codeOf(patch(user.id, { username: 'again' }, asAdmin, []))).toBe('VERSION_CONFLICT');
    expect((await patch(user.id, { username: 'renamed' }, asAdmin, [1, 2])).version).toBe(2);
  });

  it('name every invalid field', async () => {
    const { kit, admin, user, patch } = await house();
    const change = { email: 'nowhere', username: '!', roles: ['Root'] };
    await expect(patch(user.id, change, await kit.as(admin))).rejects.toMatchObject({
      code: 'VALIDATION_ERROR',
      details: [{ field: 'email' }, { field: 'username' }, { field: 'roles' }],
    });
  });

  it('JWT-09 end the sessions of somebody who is deactivated, and roles hold from the next request', async () => {
    const { kit, admin, user, patch } = await house();
    const asAdmin = await kit.as(admin);
    const { accessToken } = await kit.logIn(user);
    await patch(user.id, { roles: ['user', 'admin'] }, asAdmin);
    expect((await kit.bearer(accessToken)).principal.roles).toEqual(['admin', 'user']);
    await patch(user.id, { roles: ['user'] }, asAdmin);
    expect((await kit.bearer(accessToken)).principal.roles).toEqual(['user']);
    await patch(user.id, { isActive: false }, asAdmin);
    expect(await codeOf(kit.bearer(accessToken))).toBe('SESSION_REVOKED');
    await patch(user.id, { isActive: true }, asAdmin);
    expect(await codeOf(kit.bearer(accessToken))).toBe('SESSION_REVOKED');
    await kit.as(user);
  });

  it('AUT-05 leave an administrator, even when two demote each other at once', async () => {
    const { kit, admin, patch } = await house();
    const other = await kit.person('admin');
    const [asAdmin, asOther] = [await kit.as(admin), await kit.as(other)];
    const codes = await Promise.all([
      codeOf(patch(other.id, { roles: ['user'] }, asAdmin)),
      codeOf(patch(admin.id, { roles: ['user'] }, asOther)),
    ]);
    expect(codes.toSorted()).toEqual(['FORBIDDEN', null]);
    const last = codes[0] === null ? admin : other;
    const asLast = codes[0] === null ? asAdmin : asOther;
    expect(await codeOf(patch(last.id, { isActive: false }, asLast))).toBe('LAST_ADMIN');
    const deleteUser = await kit.get(usersTokens.deleteUser);
    expect(await codeOf(deleteUser.execute({ id: last.id }, asLast))).toBe('LAST_ADMIN');
    const deleteMyAccount = await kit.get(usersTokens.deleteMyAccount);
    expect(await codeOf(deleteMyAccount.execute({ password }, asLast))).toBe('LAST_ADMIN');
  });
});

describe('EnsureFirstAdmin', () => {
  const command = { email: 'root@example.com', username: 'root', password };

  it('makes one ever, however many ask at once', async () => {
    const kit = new TestKit();
    const ensure = await kit.get(usersTokens.ensureFirstAdmin);
    const made = await Promise.all(Array.from({ length: 5 }, () => ensure.execute(command)));
    expect(made.filter(Boolean)).toHaveLength(1);
    expect(await ensure.execute({ ...command, email: 'other@example.com', username: 'other' })).toBe(false);
  });

  it('does not promote somebody who took the address before', async () => {
    const kit = new TestKit();
    const taken = await kit.person();
    const ensure = await kit.get(usersTokens.ensureFirstAdmin);
    expect(await codeOf(ensure.execute({ ...command, email: taken.email }))).toBe('EMAIL_TAKEN');
  });
});
