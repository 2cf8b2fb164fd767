import { describe, expect, it } from 'vitest';
import { systemContext } from '#application/shared/request-context.js';
import { accessTokens } from '#composition/features/access.tokens.js';
import { usersTokens } from '#composition/features/users.tokens.js';
import { password, TestKit } from '#testing/test-kit.js';

describe('a fresh proof', () => {
  it('lasts ten minutes from signing in', async () => {
    const kit = new TestKit();
    const authorizer = await kit.get(accessTokens.authorizer);
    const context = await kit.as(await kit.person());
    kit.clock.advance(600);
    expect(authorizer.requireFreshUser(context).userId).toBe(context.principal.userId);
    kit.clock.advance(1);
    expect(() => authorizer.requireFreshUser(context)).toThrow(
      expect.objectContaining({ code: 'STEP_UP_REQUIRED' }),
    );
  });

  it('includes the second factor, where there is one', async () => {
    const kit = new TestKit();
    const authorizer = await kit.get(accessTokens.authorizer);
    const context = await kit.as(await kit.person());
    const withAmr = (...amr: string[]) => ({
      ...context,
      principal: { ...context.principal, hasSecondFactor: true, amr },
    });
    expect(() => authorizer.requireFreshUser(withAmr('pwd'))).toThrow(
      expect.objectContaining({ code: 'STEP_UP_REQUIRED' }),
    );
    expect(() => authorizer.requireFreshUser(withAmr('pwd', 'mfa'))).not.toThrow();
  });

  it('is no matter for the service itself, and nothing that a visitor has', async () => {
    const kit = new TestKit();
    const authorizer = await kit.get(accessTokens.authorizer);
    expect(() => authorizer.requireFresh(systemContext)).not.toThrow();
    expect(() => authorizer.requireFresh(kit.visitor())).toThrow(
      expect.objectContaining({ code: 'UNAUTHENTICATED' }),
    );
  });

  it('is asked for by what a stolen session must not do', async () => {
    const kit = new TestKit();
    const administrator = await kit.as(await kit.person('admin'));
    const other = await kit.person();
    const [changeMyPassword, deleteMyAccount, changeUser, deleteUser] = await Promise.all([
      kit.get(usersTokens.changeMyPassword),
      kit.get(usersTokens.deleteMyAccount),
      kit.get(usersTokens.changeUser),
      kit.get(usersTokens.deleteUser),
    ]);
    kit.clock.advance(601);
    const change = { id: other.id, expectedVersions: null };
    for (const attempt of [
      changeMyPassword.execute({ currentPassword: password, newPassword: 'another good one' }, administrator),
      deleteMyAccount.execute({ password }, administrator),
      changeUser.execute({ ...change, roles: ['moderator'] }, administrator),
      changeUser.execute({ ...change, email: 'elsewhere@example.com' }, administrator),
      deleteUser.execute({ id: other.id }, administrator),
    ]) {
      await expect(attempt).rejects.toMatchObject({ code: 'STEP_UP_REQUIRED' });
    }
    expect(await changeUser.execute({ ...change, isActive: false }, administrator)).toMatchObject({
      isActive: false,
    });
  });

  it('does not let a moderator give an account another address', async () => {
    const kit = new TestKit();
    const moderator = await kit.as(await kit.person('moderator'));
    const other = await kit.person();
    const changeUser = await kit.get(usersTokens.changeUser);
    const change = { id: other.id, expectedVersions: null };
    await expect(
      changeUser.execute({ ...change, email: 'mine@example.com' }, moderator),
    ).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(await changeUser.execute({ ...change, username: 'renamed' }, moderator)).toMatchObject({
      username: 'renamed',
    });
  });
});
