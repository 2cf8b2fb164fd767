import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { UserView } from '#application/users/user-queries.js';
import { authTokens } from '#composition/features/auth.tokens.js';
import { recoveryTokens } from '#composition/features/recovery.tokens.js';
import { sessionsTokens } from '#composition/features/sessions.tokens.js';
import { usersTokens } from '#composition/features/users.tokens.js';
import { password, TestKit } from '#testing/test-kit.js';
import { codeOf, detailOf } from '../../support/failures.js';
import { Mailroom } from '../../support/mailroom.js';
import { outdateHash } from '../../support/outdate-hash.js';

const newPassword = 'a phrase that nobody has used';

describe('recovery', () => {
  let mailroom: Mailroom;
  let kit: TestKit;

  beforeEach(async () => {
    mailroom = new Mailroom();
    kit = new TestKit({ features: [mailroom.feature], env: { EMAIL_VERIFICATION: 'off' } });
    // Subscriptions that begin with what happens from now on.
    await kit.drainEvents();
  });

  const forget = async (email: string) => {
    const forgot = await kit.get(recoveryTokens.requestPasswordReset);
    await forgot.execute({ email }, kit.visitor());
    await mailroom.deliver(kit);
  };
  const reset = async (token: string, next = newPassword) =>
    (await kit.get(recoveryTokens.resetPassword)).execute({ token, newPassword: next }, kit.visitor());
  const logIn = async (user: UserView, typed = newPassword) =>
    (await kit.get(authTokens.logIn)).execute({ email: user.email, password: typed }, kit.visitor());
  const forgotten = async (user: UserView) => {
    await forget(user.email);
    return mailroom.token(user.email, 'reset-password');
  };
  const shown = async (user: UserView) => (await kit.get(usersTokens.storedQueries)).findById(user.id);

  describe('of a forgotten password', () => {
    it('sets another one by a mailed link, verifies the address and ends all sessions', async () => {
      const user = await kit.person();
      const { accessToken } = await kit.logIn(user);
      const token = await forgotten(user);
      expect(mailroom.to(user.email)).toEqual([
        {
          mail: 'reset-password',
          to: user.email,
          locale: null,
          data: {
            username: user.username,
            link: `https://gatehouse.test/reset-password#token=${token}`,
            seconds: 3_600,
          },
        },
      ]);
      expect(token).toMatch(/^ght_[\w-]{43}$/);
      await reset(token);
      expect(await codeOf(kit.bearer(accessToken))).toBe('SESSION_REVOKED');
      expect(await codeOf(logIn(user, password))).toBe('INVALID_CREDENTIALS');
      expect((await logIn(user)).user.emailVerifiedAt).toEqual(kit.clock.now());
      expect(await kit.auditedActions()).toEqual(
        expect.arrayContaining(['user.email_verified', 'user.password_changed', 'session.revoked']),
      );
    });

    it('is asked for by whoever, and told to the address of an active account only', async () => {
      const inactive = await kit.person();
      const administrator = await kit.as(await kit.person('admin'));
      const change = await kit.get(usersTokens.changeUser);
      await change.execute({ id: inactive.id, isActive: false, expectedVersions: null }, administrator);
      await forget(inactive.email);
      await forget('nobody@example.com');
      await forget('PERSON2@Example.com');
      expect(mailroom.sent.map(({ to }) => to)).toEqual(['person2@example.com']);
      expect(await codeOf(forget('no address'))).toBe('VALIDATION_ERROR');
    });

    it('takes the same down for everybody, with no address to be read in it', async () => {
      const user = await kit.person();
      const forgot = await kit.get(recoveryTokens.requestPasswordReset);
      for (const email of [user.email, 'nobody1@example.com']) {
        await forgot.execute({ email }, kit.visitor());
      }
      const [known, unknown] = mailroom.waiting;
      expect(mailroom.waiting).toHaveLength(2);
      expect(known?.name).toBe(unknown?.name);
      expect(known?.payload).toHaveLength(unknown?.payload.length as number);
      expect(mailroom.payloads.join()).not.toMatch(/person1|nobody|example/);
    });

    it('writes in the language of the account', async () => {
      const user = await kit.person();
      const change = await kit.get(usersTokens.changeMyAccount);
      await change.execute({ locale: 'de-AT', expectedVersions: null }, await kit.as(user));
      await forget(user.email);
      expect(mailroom.to(user.email)).toMatchObject([{ locale: 'de-AT' }]);
    });

    it('takes a link once, the last one only, and not for ever', async () => {
      const user = await kit.person();
      const replaced = await forgotten(user);
      const token = await forgotten(user);
      expect(await codeOf(reset(replaced))).toBe('TOKEN_INVALID');
      await reset(token);
      expect(await codeOf(reset(token, 'yet another long phrase'))).toBe('TOKEN_INVALID');
      const expiring = await forgotten(user);
      kit.clock.advance(3_600);
      expect(await codeOf(reset(expiring))).toBe('TOKEN_INVALID');
    });

    it.each(['', 'ght_', 'ght_5Hj2dE5v3oJq0cXh1mWk9yT7aLbN4sRu8gPzQfV6iOw', '\ud800', ' '])(
      'refuses %j',
      async (token) => {
        expect(await codeOf(reset(token))).toBe('TOKEN_INVALID');
      },
    );

    it('takes no link with anything around it', async () => {
      const token = await forgotten(await kit.person());
      for (const typed of [` ${token}`, `${token} `, `token=${token}`, token.toUpperCase(), token.slice(4)]) {
        expect(await codeOf(reset(typed))).toBe('TOKEN_INVALID');
      }
      await reset(token);
    });

    it('lets one of many who use a link at once through', async () => {
      const token = await forgotten(await kit.person());
      const attempts = Array.from({ length: 50 }, () => codeOf(reset(token)));
      const codes = await Promise.all(attempts);
      expect(codes.filter((code) => code === null)).toHaveLength(1);
      expect(new Set(codes)).toEqual(new Set([null, 'TOKEN_INVALID']));
    });

    it('hashes for nobody who has no good link, and leaves it good when the password is refused', async () => {
      const user = await kit.person();
      const hashed = vi.spyOn(kit.hasher, 'hash');
      expect(await codeOf(reset('ght_made-up'))).toBe('TOKEN_INVALID');
      const token = await forgotten(user);
      expect(await detailOf(reset(token, 'password'))).toMatchObject({
        code: 'WEAK_PASSWORD',
        field: 'newPassword',
      });
      expect(await detailOf(reset(token, ''))).toMatchObject({
        code: 'VALIDATION_ERROR',
        field: 'newPassword',
      });
      expect(hashed).not.toHaveBeenCalled();
      await reset(token);
      expect(hashed).toHaveBeenCalledOnce();
    });

    it('dies with the password, the address and the activity of the account', async () => {
      const administrator = await kit.as(await kit.person('admin'));
      const change = await kit.get(usersTokens.changeUser);
      const changed = async (user: UserView, what: object) =>
        change.execute({ id: user.id, ...what, expectedVersions: null }, administrator);
      const [byPassword, byAddress, byActivity] = [
        await kit.person(),
        await kit.person(),
        await kit.person(),
      ];
      const tokens = [await forgotten(byPassword), await forgotten(byAddress), await forgotten(byActivity)];
      const changePassword = await kit.get(usersTokens.changeMyPassword);
      await changePassword.execute({ currentPassword: password, newPassword }, await kit.as(byPassword));
      await changed(byAddress, { email: 'elsewhere@example.com' });
      await changed(byActivity, { isActive: false });
      for (const token of tokens) expect(await codeOf(reset(token))).toBe('TOKEN_INVALID');
    });

    it('outlives that the same password is hashed anew', async () => {
      const user = await kit.person();
      await outdateHash(kit, user);
      const token = await forgotten(user);
      await kit.logIn(user);
      await reset(token);
    });

    it('is lost to a change that happens while the password is hashed', async () => {
      const user = await kit.person();
      const token = await forgotten(user);
      const administrator = await kit.as(await kit.person('admin'));
      const change = await kit.get(usersTokens.changeUser);
      const { hash } = kit.hasher;
      vi.spyOn(kit.hasher, 'hash').mockImplementation(async (typed) => {
        const command = { id: user.id, email: 'elsewhere@example.com', expectedVersions: null };
        await change.execute(command, administrator);
        return hash.call(kit.hasher, typed);
      });
      expect(await codeOf(reset(token))).toBe('TOKEN_INVALID');
      expect(await codeOf(logIn({ ...user, email: 'elsewhere@example.com' }, password))).toBeNull();
    });

    it('RST-09: sends no more than five mails an hour to a mailbox, however it is spelt', async () => {
      const user = await kit.person();
      for (const _ of [1, 2, 3, 4, 5]) await forget(user.email);
      kit.clock.advance(3_599);
      await forget(user.email);
      expect(mailroom.to(user.email)).toHaveLength(5);
      const still = mailroom.token(user.email, 'reset-password');
      expect(still).toBeDefined();
      kit.clock.advance(1);
      await forget(user.email);
      expect(mailroom.to(user.email)).toHaveLength(6);
    });

    it('leaves sessions and failures alone when it is only asked for', async () => {
      const user = await kit.person();
      const { accessToken } = await kit.logIn(user);
      await forget(user.email);
      await kit.bearer(accessToken);
      expect(
        await (await kit.get(sessionsTokens.queries)).listAliveByUser(user.id, kit.clock.now()),
      ).toHaveLength(1);
    });
  });

  describe('of a password that an administrator has given', () => {
    const given = 'the given horse battery';

    async function invited(withPassword?: string): Promise<UserView> {
      const administrator = await kit.as(await kit.person('admin'));
      const create = await kit.get(usersTokens.createUser);
      const account = { email: 'invited@example.com', username: 'invited' };
      const command = withPassword === undefined ? account : { ...account, password: withPassword };
      return create.execute(command, administrator);
    }

    it('opens nothing but its own change, which does not verify the address', async () => {
      const user = await invited(given);
      const { code, challenge } = await detailOf(logIn(user, given));
      expect(code).toBe('PASSWORD_CHANGE_REQUIRED');
      expect(challenge).toEqual({ token: expect.stringMatching(/^ght_/), expiresIn: 900 });
      expect(await codeOf(logIn(user, 'a wrong password'))).toBe('INVALID_CREDENTIALS');
      const token = challenge?.token as string;
      expect(await detailOf(reset(token, given))).toMatchObject({
        code: 'WEAK_PASSWORD',
        field: 'newPassword',
      });
      await reset(token);
      expect((await logIn(user)).user.emailVerifiedAt).toBeNull();
      expect(await codeOf(reset(token, 'yet another long phrase'))).toBe('TOKEN_INVALID');
    });

    it('has to be changed within a quarter of an hour, or to be given again', async () => {
      const user = await invited(given);
      const { challenge } = await detailOf(logIn(user, given));
      kit.clock.advance(900);
      expect(await codeOf(reset(challenge?.token as string))).toBe('TOKEN_INVALID');
      expect(await codeOf(logIn(user, given))).toBe('PASSWORD_CHANGE_REQUIRED');
    });

    it('is not asked for where none was given: a link sets the first one, within seven days', async () => {
      const user = await invited();
      await mailroom.deliver(kit);
      expect(mailroom.sent.map(({ mail, to }) => [mail, to])).toEqual([['set-password', user.email]]);
      const token = mailroom.token(user.email, 'set-password');
      kit.clock.advance(7 * 86_400 - 1);
      await reset(token);
      expect((await logIn(user)).user.emailVerifiedAt).toEqual(kit.clock.now());
      expect((await shown(user))?.mustChangePassword).toBe(false);
    });

    it('is set by a link for those who have forgotten that they have none', async () => {
      const user = await invited();
      const token = await forgotten(user);
      expect(await codeOf(reset(mailroom.token(user.email, 'set-password')))).toBe('TOKEN_INVALID');
      await reset(token);
      await logIn(user);
    });
  });
});
