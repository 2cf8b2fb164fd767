import { describe, expect, it } from 'vitest';
import type { UserView } from '#application/users/user-queries.js';
import { contributed } from '#composition/contributions.js';
import { authTokens } from '#composition/features/auth.tokens.js';
import { mailTokens } from '#composition/features/mail.tokens.js';
import { mailedCodesTokens } from '#composition/features/mailed-codes.tokens.js';
import { sessionsTokens } from '#composition/features/sessions.tokens.js';
import { usersTokens } from '#composition/features/users.tokens.js';
import { platform } from '#composition/platform/platform.tokens.js';
import type { User } from '#domain/users/user.js';
import { overriding } from '#testing/overriding.js';
import { password, TestKit } from '#testing/test-kit.js';
import { codeOf } from '../../support/failures.js';
import { Mailroom } from '../../support/mailroom.js';

async function scene(env: Record<string, string> = {}) {
  const mailroom = new Mailroom();
  const kit = new TestKit({ env: { PASSWORDLESS: 'true', ...env }, features: [mailroom.feature] });
  const [request, complete] = [
    await kit.get(mailedCodesTokens.requestMailedCode),
    await kit.get(mailedCodesTokens.completeMailedCode),
  ];
  const users = await kit.get(usersTokens.repository);
  const change = async (user: UserView, verb: (user: User) => void) =>
    (await kit.get(platform.unitOfWork)).run(kit.visitor(), async () => {
      const found = (await users.findById(user.id)) as User;
      verb(found);
      await users.save(found);
    });
  const codeMails = (email: string) => mailroom.to(email).filter(({ mail }) => mail === 'sign-in-code');
  return {
    kit,
    mailroom,
    codeMails,
    users,
    change,
    request: async (email: string, ip?: string) => {
      const answer = await request.execute({ email }, kit.visitor(ip));
      await mailroom.deliver(kit);
      return answer;
    },
    mailed: (email: string) => {
      const { code } = codeMails(email).at(-1)?.data ?? {};
      return { code: String(code), token: mailroom.token(email, 'sign-in-code') };
    },
    complete: (command: { challengeToken?: string; code?: string; token?: string }, ip?: string) =>
      complete.execute(command, kit.visitor(ip)),
    verified: async () => {
      const user = await kit.person();
      await change(user, (found) => found.verifyEmail(kit.clock.now()));
      return user;
    },
  };
}

const otherThan = (code: string) => (code === '000000' ? '111111' : '000000');

describe('Mailed codes', () => {
  it('sign in, once, and the link with them', async () => {
    const { kit, verified, request, mailed, complete, codeMails } = await scene();
    const user = await verified();
    const { challengeToken, expiresIn } = await request(user.email);
    expect(expiresIn).toBe(600);
    const { code, token } = mailed(user.email);
    expect(code).toMatch(/^\d{6}$/);
    expect(codeMails(user.email)).toHaveLength(1);
    const result = await complete({ challengeToken, code });
    expect(result).toMatchObject({ tokenType: 'Bearer', user: { id: user.id } });
    expect((await kit.bearer(result.accessToken)).principal.amr).toEqual(['otp']);
    expect(await codeOf(complete({ challengeToken, code }))).toBe('CHALLENGE_FAILED');
    expect(await codeOf(complete({ token }))).toBe('TOKEN_INVALID');
  });

  it('can be spent by the link instead', async () => {
    const { verified, request, mailed, complete } = await scene();
    const user = await verified();
    const { challengeToken } = await request(user.email);
    const { code, token } = mailed(user.email);
    expect(await complete({ token })).toMatchObject({ user: { id: user.id } });
    expect(await codeOf(complete({ token }))).toBe('TOKEN_INVALID');
    expect(await codeOf(complete({ challengeToken, code }))).toBe('CHALLENGE_FAILED');
  });

  it('wants either the link, or the challenge and its code of six digits', async () => {
    const { complete } = await scene();
    for (const command of [
      {},
      { challengeToken: 'x' },
      { code: '123456' },
      { token: 'x', code: '123456' },
      { challengeToken: 'x', code: '12345' },
      { challengeToken: 'x', code: '１２３４５６' },
      { challengeToken: 'x', code: '12345\n' },
    ]) {
      expect(await codeOf(complete(command))).toBe('VALIDATION_ERROR');
    }
  });

  it('MFA-05 are over after five tries, the same for an account as for none', async () => {
    const { verified, request, mailed, complete } = await scene({
      LOCKOUT_PER_ACCOUNT_AND_ADDRESS: '100',
    });
    const user = await verified();
    const known = await request(user.email);
    const unknown = await request('nobody@example.com');
    const { code } = mailed(user.email);
    const answers = async ({ challengeToken }: typeof known) => {
      const codes = [];
      for (let count = 0; count < 7; count += 1) {
        codes.push(await codeOf(complete({ challengeToken, code: otherThan(code) })));
      }
      return codes;
    };
    const expected = [...Array(5).fill('INVALID_CREDENTIALS'), 'CHALLENGE_FAILED', 'CHALLENGE_FAILED'];
    expect(await answers(known)).toEqual(expected);
    expect(await answers(unknown)).toEqual(expected);
    expect(await codeOf(complete({ challengeToken: known.challengeToken, code }))).toBe('CHALLENGE_FAILED');
  });

  it('MFA-05 count against the account, with however many challenges, as for none', async () => {
    const { kit, verified, request, complete, codeMails } = await scene({
      LOCKOUT_PER_ACCOUNT_AND_ADDRESS: '7',
    });
    const user = await verified();
    for (const email of [user.email, 'nobody@example.com']) {
      const codes = [];
      for (let challenge = 0; challenge < 3; challenge += 1) {
        const { challengeToken } = await request(email);
        const right = codeMails(email).at(-1)?.data.code as string | undefined;
        for (let count = 0; count < 4; count += 1) {
          codes.push(await codeOf(complete({ challengeToken, code: otherThan(right ?? '') })));
        }
      }
      expect(codes).toEqual([...Array(7).fill('INVALID_CREDENTIALS'), ...Array(5).fill('LOGIN_LOCKED')]);
    }
    const logIn = await kit.get(authTokens.logIn);
    expect(await codeOf(logIn.execute({ email: user.email, password }, kit.visitor()))).toBe('LOGIN_LOCKED');
  });

  it('end with their time, by the clock of the store', async () => {
    const { kit, verified, request, mailed, complete } = await scene();
    const user = await verified();
    const { challengeToken } = await request(user.email);
    const { code, token } = mailed(user.email);
    kit.clock.advance(600);
    expect(await codeOf(complete({ challengeToken, code }))).toBe('CHALLENGE_FAILED');
    expect(await codeOf(complete({ token }))).toBe('TOKEN_INVALID');
  });

  it('are replaced by the next', async () => {
    const { verified, request, mailed, complete } = await scene();
    const user = await verified();
    const first = await request(user.email);
    const { code, token } = mailed(user.email);
    const second = await request(user.email);
    expect(await codeOf(complete({ challengeToken: first.challengeToken, code }))).toBe(
      'INVALID_CREDENTIALS',
    );
    expect(await codeOf(complete({ token }))).toBe('TOKEN_INVALID');
    const { code: next } = mailed(user.email);
    expect(await complete({ ...second, code: next })).toMatchObject({ user: { id: user.id } });
  });

  it('die with the password and the address that they were made for', async () => {
    const { kit, verified, change, request, mailed, complete } = await scene();
    const user = await verified();
    const { challengeToken } = await request(user.email);
    const { code } = mailed(user.email);
    await change(user, (found) => found.removePassword(kit.clock.now()));
    expect(await codeOf(complete({ challengeToken, code }))).toBe('CHALLENGE_FAILED');
  });

  it('RST-09 are at most five an hour for one mailbox, with the same answer', async () => {
    const { kit, verified, request, codeMails } = await scene();
    const user = await verified();
    for (let count = 0; count < 8; count += 1) {
      expect(await request(user.email.toUpperCase(), `192.0.2.${count}`)).toMatchObject({ expiresIn: 600 });
    }
    expect(codeMails(user.email)).toHaveLength(5);
    kit.clock.advance(3_600);
    await request(user.email);
    expect(codeMails(user.email)).toHaveLength(6);
  });

  it('REG-14 void what somebody has set who does not read the mail', async () => {
    const { kit, request, mailed, complete, users } = await scene();
    const user = await kit.person();
    const intruder = await kit.logIn(user);
    const { challengeToken } = await request(user.email);
    const owner = await complete({ challengeToken, code: mailed(user.email).code });
    expect(owner.user.emailVerifiedAt).toEqual(kit.clock.now());
    expect((await users.findById(user.id))?.state.passwordHash).toBeNull();
    expect(await codeOf(kit.bearer(intruder.accessToken))).toBe('SESSION_REVOKED');
    const refresh = await kit.get(sessionsTokens.refreshSession);
    expect(await codeOf(refresh.execute({ refreshToken: intruder.refreshToken }, kit.visitor()))).toBe(
      'REFRESH_TOKEN_INVALID',
    );
    expect(await codeOf(kit.logIn(user))).toBe('INVALID_CREDENTIALS');
    await kit.bearer(owner.accessToken);
  });

  it('leave a verified account its password and its sessions', async () => {
    const { kit, verified, request, mailed, complete } = await scene();
    const user = await verified();
    const other = await kit.logIn(user);
    const { challengeToken } = await request(user.email);
    await complete({ challengeToken, code: mailed(user.email).code });
    await kit.bearer(other.accessToken);
    await kit.logIn(user);
  });

  it('tell that an account is inactive only to those who have the code', async () => {
    const { kit, verified, change, request, mailed, complete } = await scene();
    const user = await verified();
    await change(user, (found) => found.deactivate(kit.clock.now()));
    const { challengeToken } = await request(user.email);
    const { code } = mailed(user.email);
    expect(await codeOf(complete({ challengeToken, code: otherThan(code) }))).toBe('INVALID_CREDENTIALS');
    expect(await codeOf(complete({ challengeToken, code }))).toBe('ACCOUNT_INACTIVE');
  });

  it('keep code, link and address out of what waits and what is told', async () => {
    const { kit, verified, mailroom } = await scene();
    const user = await verified();
    const request = await kit.get(mailedCodesTokens.requestMailedCode);
    const { challengeToken } = await request.execute({ email: user.email }, kit.visitor());
    const waiting = JSON.stringify(mailroom.payloads);
    expect(waiting).not.toContain(challengeToken);
    expect(waiting).not.toContain('example.com');
  });

  it.each(['PASSWORDLESS', 'REGISTRATION_CONCEALS'])('%s does not start without mail', async (setting) => {
    const withoutMail = overriding((wiring) => wiring.replace(mailTokens.isOn, () => false, []));
    const kit = new TestKit({ env: { [setting]: 'true' }, features: [withoutMail] });
    await expect(kit.get(contributed.firstStartSteps)).rejects.toThrow(`${setting} needs a mail server`);
  });
});
