import { describe, expect, it } from 'vitest';
import { authTokens } from '#composition/features/auth.tokens.js';
import { usersTokens } from '#composition/features/users.tokens.js';
import { password, TestKit } from '#testing/test-kit.js';
import { outdateHash } from '../../support/outdate-hash.js';

const codeOf = (attempt: Promise<unknown>) =>
  attempt.then(
    () => null,
    (error: { code?: string }) => error.code,
  );

describe('LogIn', () => {
  it('signs in by email or username, in any case', async () => {
    const kit = new TestKit();
    const user = await kit.person();
    const logIn = await kit.get(authTokens.logIn);
    for (const identifier of [{ email: 'PERSON1@example.com' }, { username: 'Person1' }]) {
      const result = await logIn.execute({ ...identifier, password }, kit.visitor());
      expect(result).toMatchObject({
        tokenType: 'Bearer',
        expiresIn: 900,
        user: { id: user.id, lastLoginAt: kit.clock.now(), version: 1 },
      });
    }
    expect(await kit.auditedActions()).toContain('user.logged_in');
  });

  it('asks for exactly one identifier', async () => {
    const kit = new TestKit();
    const logIn = await kit.get(authTokens.logIn);
    for (const identifiers of [{}, { email: 'a@b.io', username: 'abc' }]) {
      expect(await codeOf(logIn.execute({ ...identifiers, password }, kit.visitor()))).toBe(
        'VALIDATION_ERROR',
      );
    }
  });

  it('PWD-09 answers all who cannot sign in alike, after the same work', async () => {
    const kit = new TestKit();
    await kit.person();
    const logIn = await kit.get(authTokens.logIn);
    const attempts = [
      { email: 'person1@example.com', password: 'wrong password' },
      { email: 'nobody@example.com', password },
      { email: 'not an address', password },
      { username: 'nobody', password },
      { username: 'no@body', password },
    ];
    for (const [index, attempt] of attempts.entries()) {
      expect(await codeOf(logIn.execute(attempt, kit.visitor()))).toBe('INVALID_CREDENTIALS');
      expect(kit.hasher.verifications).toBe(index + 1);
    }
    const actions = await kit.auditedActions();
    expect(actions.filter((action) => action === 'auth.credentials_refused')).toHaveLength(attempts.length);
  });

  it('tells only those who know the password that an account is inactive', async () => {
    const kit = new TestKit();
    const user = await kit.person();
    const admin = await kit.as(await kit.person('admin'));
    const changeUser = await kit.get(usersTokens.changeUser);
    await changeUser.execute({ id: user.id, isActive: false, expectedVersions: null }, admin);
    const logIn = await kit.get(authTokens.logIn);
    const attempt = (typed: string) =>
      codeOf(logIn.execute({ email: user.email, password: typed }, kit.visitor()));
    expect(await attempt('wrong password')).toBe('INVALID_CREDENTIALS');
    expect(await attempt(password)).toBe('ACCOUNT_INACTIVE');
    expect(await kit.auditedActions()).toContain('auth.inactive_account_refused');
  });

  it('replaces a hash that is behind, without a new version', async () => {
    const kit = new TestKit();
    const user = await kit.person();
    const users = await kit.get(usersTokens.repository);
    const stored = () => users.findById(user.id).then((found) => found?.state);
    await outdateHash(kit, user);
    expect((await stored())?.passwordHash?.encoded).toMatch(/^cheap0:/);
    await kit.logIn(user);
    const upgraded = { encoded: `cheap1:${password}` };
    expect(await stored()).toMatchObject({ version: 1, passwordVersion: 1, passwordHash: upgraded });
  });

  it('SES-11 ends the session used longest ago when there are too many', async () => {
    const kit = new TestKit({ env: { SESSIONS_PER_USER: '3' } });
    const user = await kit.person();
    const opened = [];
    for (let count = 0; count < 4; count += 1) {
      opened.push(await kit.logIn(user));
      kit.clock.advance(1);
    }
    expect(await codeOf(kit.bearer(opened[0]?.accessToken ?? ''))).toBe('SESSION_REVOKED');
    for (const { accessToken } of opened.slice(1)) await kit.bearer(accessToken);
  });

  it('does not let a login in flight outlive a change of the password', async () => {
    const kit = new TestKit();
    const user = await kit.person();
    const owner = await kit.as(user);
    const hasher = kit.hasher;
    const verify = hasher.verify.bind(hasher);
    const changePassword = await kit.get(usersTokens.changeMyPassword);
    const inFlight = kit.visitor('198.51.100.7');
    let isFirst = true;
    hasher.verify = async (typed, hash) => {
      const isRight = await verify(typed, hash);
      if (isFirst) {
        isFirst = false;
        await changePassword.execute(
          { currentPassword: password, newPassword: 'another long phrase' },
          owner,
        );
      }
      return isRight;
    };
    const logIn = await kit.get(authTokens.logIn);
    expect(await codeOf(logIn.execute({ email: user.email, password }, inFlight))).toBe(
      'INVALID_CREDENTIALS',
    );
  });

  it('lets logins in that upgrade the same hash at the same time', async () => {
    const kit = new TestKit();
    const user = await kit.person();
    await outdateHash(kit, user);
    const logins = await Promise.all(
      ['192.0.2.1', '192.0.2.2', '192.0.2.3'].map((ip) => kit.logIn(user, ip)),
    );
    expect(new Set(logins.map(({ refreshToken }) => refreshToken)).size).toBe(3);
  });
});
