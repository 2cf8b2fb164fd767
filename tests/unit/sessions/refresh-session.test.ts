import { describe, expect, it } from 'vitest';
import { sessionsTokens } from '#composition/features/sessions.tokens.js';
import { usersTokens } from '#composition/features/users.tokens.js';
import { TestKit } from '#testing/test-kit.js';

const codeOf = (attempt: Promise<unknown>) =>
  attempt.then(
    () => null,
    (error: { code?: string }) => error.code,
  );

async function signedIn() {
  const kit = new TestKit();
  const user = await kit.person();
  const login = await kit.logIn(user);
  const refreshSession = await kit.get(sessionsTokens.refreshSession);
  const refresh = (refreshToken: string, ip?: string) =>
    refreshSession.execute({ refreshToken }, kit.visitor(ip));
  return { kit, user, login, refresh };
}

describe('RefreshSession', () => {
  it('spends the token for a new pair', async () => {
    const { kit, login, refresh } = await signedIn();
    kit.clock.advance(60);
    const first = await refresh(login.refreshToken);
    expect(first.refreshToken).not.toBe(login.refreshToken);
    expect(first).toMatchObject({ tokenType: 'Bearer', expiresIn: 900, refreshExpiresIn: 14 * 86_400 });
    await kit.bearer(first.accessToken);
    await kit.bearer((await refresh(first.refreshToken)).accessToken);
  });

  it('SES-03 gives 50 parallel retries the same successor', async () => {
    const { kit, login, refresh } = await signedIn();
    const answers = await Promise.all(Array.from({ length: 50 }, () => refresh(login.refreshToken)));
    const successors = new Set(answers.map(({ refreshToken }) => refreshToken));
    expect(successors.size).toBe(1);
    await kit.bearer((await refresh([...successors][0] as string)).accessToken);
  });

  it('puts a retry on record that comes after more than a minute, or from another network', async () => {
    const { kit, login, refresh } = await signedIn();
    const retried = async () =>
      (await kit.auditedActions()).filter((action) => action === 'session.refresh_retried').length;
    await refresh(login.refreshToken);
    kit.clock.advance(60);
    await refresh(login.refreshToken);
    expect(await retried()).toBe(0);
    await refresh(login.refreshToken, '198.51.100.7');
    expect(await retried()).toBe(1);
    kit.clock.advance(1);
    await refresh(login.refreshToken);
    expect(await retried()).toBe(2);
  });

  it('SES-01 ends the session, and its access tokens, with an older token', async () => {
    const { kit, login, refresh } = await signedIn();
    const second = await refresh(login.refreshToken);
    const third = await refresh(second.refreshToken);
    expect(await codeOf(refresh(login.refreshToken))).toBe('REFRESH_TOKEN_REUSED');
    expect(await codeOf(refresh(third.refreshToken))).toBe('REFRESH_TOKEN_INVALID');
    expect(await codeOf(kit.bearer(third.accessToken))).toBe('SESSION_REVOKED');
    expect(await kit.auditedActions()).toEqual(
      expect.arrayContaining(['session.refresh_token_reused', 'session.revoked']),
    );
  });

  it('cannot be made to end a session by somebody who knows only its id', async () => {
    const { kit, login, refresh } = await signedIn();
    const raw = Buffer.from(login.refreshToken.slice(4), 'base64url');
    raw.fill(7, 16, 48);
    expect(await codeOf(refresh(`ghr_${raw.toString('base64url')}`))).toBe('REFRESH_TOKEN_INVALID');
    await kit.bearer(login.accessToken);
    await refresh(login.refreshToken);
  });

  it.each(['', 'ghr_', 'x', 'ghr_!!!!', '\0', 'a'.repeat(10_000)])('refuses %j', async (value) => {
    const { refresh } = await signedIn();
    expect(await codeOf(refresh(value))).toBe('REFRESH_TOKEN_INVALID');
  });

  it('ends at the idle limit', async () => {
    const { kit, login, refresh } = await signedIn();
    kit.clock.advance(14 * 86_400);
    expect(await codeOf(refresh(login.refreshToken))).toBe('REFRESH_TOKEN_INVALID');
    expect(await kit.auditedActions()).toContain('session.expired');
  });

  it('carries the roles of now', async () => {
    const { kit, user, login, refresh } = await signedIn();
    const admin = await kit.as(await kit.person('admin'));
    const changeUser = await kit.get(usersTokens.changeUser);
    const roles = ['moderator', 'user'];
    await changeUser.execute({ id: user.id, roles, expectedVersions: null }, admin);
    const { accessToken } = await refresh(login.refreshToken);
    expect((await kit.bearer(accessToken)).principal.roles).toEqual(['moderator', 'user']);
    const [, claims = ''] = accessToken.split('.');
    expect(JSON.parse(Buffer.from(claims, 'base64url').toString()).roles).toEqual(['moderator', 'user']);
  });
});
