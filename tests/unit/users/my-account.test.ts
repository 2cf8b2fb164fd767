import { describe, expect, it } from 'vitest';
import { authTokens } from '#composition/features/auth.tokens.js';
import { sessionsTokens } from '#composition/features/sessions.tokens.js';
import { usersTokens } from '#composition/features/users.tokens.js';
import { password, TestKit } from '#testing/test-kit.js';

const codeOf = (attempt: Promise<unknown>) =>
  attempt.then(
    () => null,
    (error: { code?: string }) => error.code,
  );
const newPassword = 'another long phrase';

async function owner() {
  const kit = new TestKit();
  const user = await kit.person();
  return { kit, user, context: await kit.as(user) };
}

describe('ChangeMyPassword', () => {
  it('PWD-14 needs the current password and ends the other sessions', async () => {
    const { kit, user, context } = await owner();
    const other = await kit.logIn(user);
    const changeMyPassword = await kit.get(usersTokens.changeMyPassword);
    const change = (currentPassword: string, next = newPassword) =>
      codeOf(changeMyPassword.execute({ currentPassword, newPassword: next }, context));
    expect(await change('wrong password')).toBe('INVALID_CREDENTIALS');
    expect(await change(password, 'person1!')).toBe('WEAK_PASSWORD');
    await kit.bearer(other.accessToken);
    expect(await change(password)).toBe(null);
    expect(await codeOf(kit.bearer(other.accessToken))).toBe('SESSION_REVOKED');
    expect(await codeOf(kit.logIn(user))).toBe('INVALID_CREDENTIALS');
    const logIn = await kit.get(authTokens.logIn);
    await logIn.execute({ email: user.email, password: newPassword }, kit.visitor());
  });

  it('counts wrong passwords like those at login', async () => {
    const { kit, context } = await owner();
    const changeMyPassword = await kit.get(usersTokens.changeMyPassword);
    const codes = [];
    for (let count = 0; count < 12; count += 1) {
      codes.push(await codeOf(changeMyPassword.execute({ currentPassword: 'wrong', newPassword }, context)));
    }
    expect(codes.filter((code) => code === 'INVALID_CREDENTIALS')).toHaveLength(10);
    expect(codes.at(-1)).toBe('LOGIN_LOCKED');
  });
});

describe('ChangeMyAccount', () => {
  it('changes what is given, and nothing twice', async () => {
    const { kit, user, context } = await owner();
    const changeMyAccount = await kit.get(usersTokens.changeMyAccount);
    const first = await changeMyAccount.execute({ username: 'renamed', expectedVersions: null }, context);
    expect(first).toMatchObject({ username: 'renamed', email: user.email, version: 2 });
    const again = await changeMyAccount.execute({ username: 'Renamed', expectedVersions: [2] }, context);
    expect(again.version).toBe(2);
  });

  it('finds a name taken', async () => {
    const { kit, context } = await owner();
    const other = await kit.person();
    const changeMyAccount = await kit.get(usersTokens.changeMyAccount);
    const change = (fields: object) =>
      codeOf(changeMyAccount.execute({ expectedVersions: null, ...fields }, context));
    expect(await change({ username: other.username.toUpperCase() })).toBe('USERNAME_TAKEN');
  });
});

describe('DeleteMyAccount', () => {
  it('needs the password, ends the sessions, and frees the names', async () => {
    const { kit, user, context } = await owner();
    const { accessToken } = await kit.logIn(user);
    const deleteMyAccount = await kit.get(usersTokens.deleteMyAccount);
    expect(await codeOf(deleteMyAccount.execute({ password: 'wrong' }, context))).toBe('INVALID_CREDENTIALS');
    await deleteMyAccount.execute({ password }, context);
    expect(await codeOf(kit.bearer(accessToken))).toBe('SESSION_REVOKED');
    const registerUser = await kit.get(usersTokens.registerUser);
    const again = await registerUser.execute(
      { email: user.email, username: user.username, password },
      kit.visitor(),
    );
    expect(again.id).not.toBe(user.id);
    expect(await kit.auditedActions()).toContain('user.deleted');
  });
});

describe('sessions of mine', () => {
  it('are listed and ended, but nobody else’s', async () => {
    const { kit, user, context } = await owner();
    const second = await kit.as(user);
    const stranger = await kit.as(await kit.person());
    const list = await kit.get(sessionsTokens.listMySessions);
    const current = (await list.execute(context)).filter(({ isCurrent }) => isCurrent);
    expect(current.map(({ id }) => id)).toEqual([context.principal.sessionId]);
    expect(await list.execute(context)).toHaveLength(2);

    const end = await kit.get(sessionsTokens.endMySession);
    const id = second.principal.sessionId;
    expect(await codeOf(end.execute({ id }, stranger))).toBe('SESSION_NOT_FOUND');
    expect(await codeOf(end.execute({ id }, context))).toBe(null);
    expect(await codeOf(end.execute({ id }, context))).toBe('SESSION_NOT_FOUND');
    expect(await list.execute(context)).toHaveLength(1);
  });

  it('end all but the current, or all', async () => {
    const { kit, user, context } = await owner();
    const other = await kit.logIn(user);
    const endMySessions = await kit.get(sessionsTokens.endMySessions);
    await endMySessions.execute({ isThisKept: true }, context);
    expect(await codeOf(kit.bearer(other.accessToken))).toBe('SESSION_REVOKED');
    const third = await kit.logIn(user);
    await endMySessions.execute({ isThisKept: false }, context);
    expect(await codeOf(kit.bearer(third.accessToken))).toBe('SESSION_REVOKED');
    expect(await (await kit.get(sessionsTokens.listMySessions)).execute(context)).toEqual([]);
  });
});
