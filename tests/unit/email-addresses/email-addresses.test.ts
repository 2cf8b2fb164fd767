import { beforeEach, describe, expect, it } from 'vitest';
import type { RequestContext } from '#application/shared/request-context.js';
import type { UserView } from '#application/users/user-queries.js';
import { authTokens } from '#composition/features/auth.tokens.js';
import { emailAddressesTokens } from '#composition/features/email-addresses.tokens.js';
import { mailTokens } from '#composition/features/mail.tokens.js';
import { recoveryTokens } from '#composition/features/recovery.tokens.js';
import { usersTokens } from '#composition/features/users.tokens.js';
import { overriding } from '#testing/overriding.js';
import { password, TestKit } from '#testing/test-kit.js';
import { codeOf } from '../../support/failures.js';
import { Mailroom } from '../../support/mailroom.js';

const newPassword = 'a phrase that nobody has used';
const newEmail = 'new@example.com';

describe('email addresses', () => {
  let mailroom: Mailroom;
  let kit: TestKit;

  async function open(env: Record<string, string> = {}): Promise<void> {
    mailroom = new Mailroom();
    kit = new TestKit({ features: [mailroom.feature], env });
    // Subscriptions that begin with what happens from now on.
    await kit.drainEvents();
  }
  beforeEach(() => open());

  const register = async (username = 'ada') => {
    const account = { email: `${username}@example.com`, username, password };
    const user = await (await kit.get(usersTokens.registerUser)).execute(account, kit.visitor());
    await mailroom.deliver(kit);
    return user;
  };
  const logIn = async (user: UserView, typed = password) =>
    (await kit.get(authTokens.logIn)).execute({ email: user.email, password: typed }, kit.visitor());
  const resend = async (email: string) => {
    await (await kit.get(emailAddressesTokens.requestEmailVerification)).execute({ email }, kit.visitor());
    await mailroom.deliver(kit);
  };
  const verify = async (token: string) =>
    (await kit.get(emailAddressesTokens.verifyEmail)).execute({ token }, kit.visitor());
  const request = async (context: RequestContext, email = newEmail) =>
    (await kit.get(emailAddressesTokens.requestEmailChange)).execute({ email }, context);
  const change = async (token: string) =>
    (await kit.get(emailAddressesTokens.changeEmail)).execute({ token }, kit.visitor());
  const revert = async (token: string) =>
    (await kit.get(emailAddressesTokens.revertEmail)).execute({ token }, kit.visitor());
  const reset = async (token: string) =>
    (await kit.get(recoveryTokens.resetPassword)).execute({ token, newPassword }, kit.visitor());
  const stored = async ({ id }: UserView) =>
    (await (await kit.get(usersTokens.storedQueries)).findById(id)) as UserView;

  /** Changes the address by a link, as its owner. */
  const moved = async (user: UserView, email = newEmail) => {
    await request(await kit.as(await stored(user)), email);
    await mailroom.deliver(kit);
    await change(mailroom.token(email, 'change-email'));
    return stored(user);
  };
  const givenByAdmin = async ({ id }: UserView, email: string) => {
    const administrator = await kit.as(await kit.person('admin'));
    const command = { id, email, expectedVersions: null };
    await (await kit.get(usersTokens.changeUser)).execute(command, administrator);
  };
  const changedByAdmin = async (user: UserView, email: string) => {
    await givenByAdmin(user, email);
    await mailroom.deliver(kit);
  };
  const removed = async ({ id }: UserView) => {
    const administrator = await kit.as(await kit.person('admin'));
    await (await kit.get(usersTokens.deleteUser)).execute({ id }, administrator);
  };

  describe('are verified', () => {
    it('by a link that is mailed to who registers', async () => {
      const user = await register();
      const token = mailroom.token(user.email, 'verify-email');
      expect(mailroom.sent).toEqual([
        {
          mail: 'verify-email',
          to: user.email,
          locale: null,
          data: {
            username: 'ada',
            link: `https://gatehouse.test/verify-email#token=${token}`,
            seconds: 172_800,
          },
        },
      ]);
      expect(await verify(token)).toMatchObject({
        id: user.id,
        emailVerifiedAt: kit.clock.now(),
        version: 2,
      });
      expect(await codeOf(verify(token))).toBe('TOKEN_INVALID');
      expect(await kit.auditedActions()).toContain('user.email_verified');
    });

    it('by a link that is mailed again, which takes the place of the first', async () => {
      const user = await register();
      const first = mailroom.token(user.email, 'verify-email');
      await resend(user.email);
      const second = mailroom.token(user.email, 'verify-email');
      expect(await codeOf(verify(first))).toBe('TOKEN_INVALID');
      await verify(second);
      await resend(user.email);
      await resend('nobody@example.com');
      expect(mailroom.sent).toHaveLength(2);
    });

    it('by nothing but a link that is for that, for the address, and in time', async () => {
      const user = await register();
      await (await kit.get(recoveryTokens.requestPasswordReset)).execute(user, kit.visitor());
      await mailroom.deliver(kit);
      expect(await codeOf(verify(mailroom.token(user.email, 'reset-password')))).toBe('TOKEN_INVALID');
      expect(await codeOf(reset(mailroom.token(user.email, 'verify-email')))).toBe('TOKEN_INVALID');
      kit.clock.advance(172_800);
      expect(await codeOf(verify(mailroom.token(user.email, 'verify-email')))).toBe('TOKEN_INVALID');
      await resend(user.email);
      const token = mailroom.token(user.email, 'verify-email');
      await changedByAdmin(user, newEmail);
      expect(await codeOf(verify(token))).toBe('TOKEN_INVALID');
      expect((await stored(user)).emailVerifiedAt).toBeNull();
    });

    it('also when the password is another one by then', async () => {
      const user = await register();
      const change = await kit.get(usersTokens.changeMyPassword);
      await change.execute({ currentPassword: password, newPassword }, await kit.as(user));
      await verify(mailroom.token(user.email, 'verify-email'));
    });

    it('before signing in, where that is required, and only those who know the password are told', async () => {
      await open({ EMAIL_VERIFICATION: 'required' });
      const user = await register();
      expect(await codeOf(logIn(user, 'a wrong password'))).toBe('INVALID_CREDENTIALS');
      expect(await codeOf(logIn(user))).toBe('EMAIL_NOT_VERIFIED');
      await verify(mailroom.token(user.email, 'verify-email'));
      await logIn(user);
    });

    it('nowhere that no mail is sent', async () => {
      const off = overriding((wiring) => wiring.replace(mailTokens.isOn, () => false, []));
      const silent = new TestKit({ features: [off], env: { EMAIL_VERIFICATION: 'required' } });
      await expect(silent.get(authTokens.logIn)).rejects.toThrow(
        'EMAIL_VERIFICATION=required needs a mail server',
      );
    });

    it('or not, where nobody is asked to', async () => {
      await open({ EMAIL_VERIFICATION: 'off' });
      const user = await register();
      expect(mailroom.sent).toEqual([]);
      await logIn(user);
      await resend(user.email);
      await verify(mailroom.token(user.email, 'verify-email'));
    });

    it('of the first administrator without mail', async () => {
      const ensure = await kit.get(usersTokens.ensureFirstAdmin);
      await ensure.execute({ email: 'root@example.com', username: 'root', password });
      await mailroom.deliver(kit);
      expect(mailroom.sent).toEqual([]);
      const { user } = await (await kit.get(authTokens.logIn)).execute(
        { username: 'root', password },
        kit.visitor(),
      );
      expect(user.emailVerifiedAt).toEqual(kit.clock.now());
    });

    it('RST-09: with few mails to one mailbox, for however many accounts', async () => {
      await register('ada');
      const users = await kit.get(usersTokens.registerUser);
      for (const index of [1, 2, 3, 4, 5, 6]) {
        const account = { email: `a.da+${index}@example.com`, username: `ada${index}`, password };
        await users.execute(account, kit.visitor());
      }
      await mailroom.deliver(kit);
      expect(mailroom.sent).toHaveLength(5);
    });
  });

  describe('are changed', () => {
    it('by a link that is mailed to the new one, with a notice to the old', async () => {
      const user = await register();
      const mine = await kit.as(user);
      await request(mine, 'New@Example.com');
      expect(mailroom.payloads.join()).not.toMatch(/new@example/i);
      await mailroom.deliver(kit);
      expect((await stored(user)).email).toBe(user.email);
      const token = mailroom.token(newEmail, 'change-email');
      expect(await change(token)).toMatchObject({ email: newEmail, emailVerifiedAt: kit.clock.now() });
      const notice = mailroom.to(user.email).at(-1);
      expect(notice).toMatchObject({ mail: 'email-changed', data: { username: 'ada', seconds: 604_800 } });
      expect(JSON.stringify(notice)).not.toContain(newEmail);
      await kit.bearer((await kit.logIn(await stored(user))).accessToken);
      expect(await codeOf(change(token))).toBe('TOKEN_INVALID');
      expect(await kit.auditedActions()).toContain('user.email_changed');
    });

    it('RST-13: by who has just shown who they are', async () => {
      const mine = await kit.as(await register());
      kit.clock.advance(601);
      expect(await codeOf(request(mine))).toBe('STEP_UP_REQUIRED');
      expect(await codeOf(request(kit.visitor()))).toBe('UNAUTHENTICATED');
      expect(mailroom.waiting).toEqual([]);
    });

    it('RST-14: to none that somebody has, which nobody is told before the link is used', async () => {
      const [user, other] = [await register(), await kit.person()];
      const mine = await kit.as(user);
      await request(mine, other.email);
      await request(mine, user.email);
      await mailroom.deliver(kit);
      expect(mailroom.sent.map(({ mail }) => mail)).not.toContain('change-email');
      await request(mine);
      await mailroom.deliver(kit);
      const token = mailroom.token(newEmail, 'change-email');
      await changedByAdmin(other, newEmail);
      expect(await codeOf(change(token))).toBe('EMAIL_TAKEN');
      await removed(other);
      expect((await change(token)).email).toBe(newEmail);
    });

    it('by the last link only, in time, and not after the password or the address was changed', async () => {
      const user = await register();
      const link = async (email: string) => {
        await request(await kit.as(await stored(user)), email);
        await mailroom.deliver(kit);
        return mailroom.token(email, 'change-email');
      };
      const first = await link('first@example.com');
      const second = await link('second@example.com');
      expect(await codeOf(change(first))).toBe('TOKEN_INVALID');
      kit.clock.advance(86_400);
      expect(await codeOf(change(second))).toBe('TOKEN_INVALID');
      const third = await link('third@example.com');
      await changedByAdmin(user, 'by-admin@example.com');
      expect(await codeOf(change(third))).toBe('TOKEN_INVALID');
      const fourth = await link('fourth@example.com');
      await (await kit.get(recoveryTokens.requestPasswordReset)).execute(await stored(user), kit.visitor());
      await mailroom.deliver(kit);
      await reset(mailroom.token('by-admin@example.com', 'reset-password'));
      expect(await codeOf(change(fourth))).toBe('TOKEN_INVALID');
    });

    it('by no link that was asked for before the password was changed and made after it', async () => {
      const user = await register();
      const mine = await kit.as(user);
      await request(mine);
      const changePassword = await kit.get(usersTokens.changeMyPassword);
      await changePassword.execute({ currentPassword: password, newPassword }, mine);
      await mailroom.deliver(kit);
      expect(mailroom.to(newEmail)).toEqual([]);
    });

    it('by an administrator, of which the old one is told too', async () => {
      const user = await register();
      await verify(mailroom.token(user.email, 'verify-email'));
      await changedByAdmin(user, newEmail);
      expect((await stored(user)).emailVerifiedAt).toBeNull();
      expect(mailroom.to(user.email).at(-1)).toMatchObject({ mail: 'email-changed' });
      await revert(mailroom.token(user.email, 'email-changed'));
      expect((await stored(user)).email).toBe(user.email);
    });
  });

  describe('come back', () => {
    it('verified, signed out everywhere, and with the password to be set by mail', async () => {
      const user = await register();
      const after = await moved(user);
      const { accessToken } = await kit.logIn(after);
      await revert(mailroom.token(user.email, 'email-changed'));
      expect(await stored(user)).toMatchObject({ email: user.email, emailVerifiedAt: kit.clock.now() });
      expect(await codeOf(kit.bearer(accessToken))).toBe('SESSION_REVOKED');
      for (const email of [user.email, newEmail]) {
        expect(await codeOf(logIn({ ...user, email }))).toBe('INVALID_CREDENTIALS');
      }
      await reset(mailroom.token(user.email, 'email-reverted'));
      await logIn(user, newPassword);
      const actions = await kit.auditedActions();
      expect(actions).toContain('user.password_removed');
      expect(actions.filter((action) => action === 'user.email_changed')).toHaveLength(2);
    });

    it('for seven days, once, whatever was changed since', async () => {
      const user = await register();
      const token = await moved(user).then(() => mailroom.token(user.email, 'email-changed'));
      await moved(user, 'another@example.com');
      const changePassword = await kit.get(usersTokens.changeMyPassword);
      const thief = await kit.as(await stored(user));
      await changePassword.execute({ currentPassword: password, newPassword }, thief);
      kit.clock.advance(7 * 86_400 - 1);
      await revert(token);
      expect((await stored(user)).email).toBe(user.email);
      expect(await codeOf(revert(token))).toBe('TOKEN_INVALID');
    });

    it('for no longer', async () => {
      const user = await register();
      await moved(user);
      kit.clock.advance(7 * 86_400);
      expect(await codeOf(revert(mailroom.token(user.email, 'email-changed')))).toBe('TOKEN_INVALID');
    });

    it('without a way back to what the account had later', async () => {
      const user = await register();
      await moved(user, 'thief1@example.com');
      await moved(user, 'thief2@example.com');
      await request(await kit.as(await stored(user)), 'thief3@example.com');
      await mailroom.deliver(kit);
      await revert(mailroom.token(user.email, 'email-changed'));
      expect(await codeOf(revert(mailroom.token('thief1@example.com', 'email-changed')))).toBe(
        'TOKEN_INVALID',
      );
      expect(await codeOf(change(mailroom.token('thief3@example.com', 'change-email')))).toBe(
        'TOKEN_INVALID',
      );
      expect((await stored(user)).email).toBe(user.email);
    });

    it('to the earlier ones all the same, however often the later ones are taken back', async () => {
      const user = await register();
      const token = await moved(user, 'thief1@example.com').then(() =>
        mailroom.token(user.email, 'email-changed'),
      );
      await moved(user, 'thief2@example.com');
      await revert(mailroom.token('thief1@example.com', 'email-changed'));
      await revert(token);
      expect((await stored(user)).email).toBe(user.email);
    });

    it('since nobody else can have them meanwhile, by whatever way', async () => {
      const user = await register();
      const other = await kit.person();
      await request(await kit.as(other), 'theirs@example.com');
      await mailroom.deliver(kit);
      await moved(user);
      const again = { email: user.email, username: 'thief', password };
      const registerUser = await kit.get(usersTokens.registerUser);
      expect(await codeOf(registerUser.execute(again, kit.visitor()))).toBe('EMAIL_TAKEN');
      expect(await codeOf(givenByAdmin(other, user.email))).toBe('EMAIL_TAKEN');
      await request(await kit.as(other), user.email);
      await mailroom.deliver(kit);
      const link = mailroom.token(user.email, 'change-email');
      expect(await codeOf(change(link))).toBe('EMAIL_TAKEN');
      await revert(mailroom.token(user.email, 'email-changed'));
      expect((await stored(user)).email).toBe(user.email);
      expect(await codeOf(change(link))).toBe('EMAIL_TAKEN');
    });

    it('and can have them when there is no way back any more', async () => {
      const user = await register();
      await moved(user);
      kit.clock.advance(7 * 86_400);
      await changedByAdmin(await kit.person(), user.email);
      expect(await codeOf(revert(mailroom.token(user.email, 'email-changed')))).toBe('TOKEN_INVALID');
    });

    it('unless somebody else has them before there is a way back, who keeps them', async () => {
      const [user, other] = [await register(), await kit.person()];
      await givenByAdmin(user, newEmail);
      await changedByAdmin(other, user.email);
      const token = mailroom.token(user.email, 'email-changed');
      expect(await codeOf(revert(token))).toBe('EMAIL_TAKEN');
      expect((await stored(user)).email).toBe(newEmail);
      await removed(other);
      await revert(token);
      expect((await stored(user)).email).toBe(user.email);
    });
  });
});
