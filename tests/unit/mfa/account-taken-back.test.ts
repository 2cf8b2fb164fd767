import { beforeEach, describe, expect, it } from 'vitest';
import type { RequestContext } from '#application/shared/request-context.js';
import type { UserView } from '#application/users/user-queries.js';
import { authTokens } from '#composition/features/auth.tokens.js';
import { emailAddressesTokens } from '#composition/features/email-addresses.tokens.js';
import { mfaTokens } from '#composition/features/mfa.tokens.js';
import { recoveryTokens } from '#composition/features/recovery.tokens.js';
import { usersTokens } from '#composition/features/users.tokens.js';
import { Mailroom } from '../../support/mailroom.js';
import { codeOf, MfaKit } from './support.js';

const newPassword = 'a phrase that nobody has used';

describe('an account that is taken back', () => {
  let mailroom: Mailroom;
  let kit: MfaKit;

  beforeEach(async () => {
    mailroom = new Mailroom();
    kit = new MfaKit({
      features: [mailroom.feature],
      env: { MFA_REMEMBER_DAYS: '30' },
    });
    await kit.drainEvents();
  });

  const stored = async ({ id }: UserView) =>
    (await (await kit.get(usersTokens.storedQueries)).findById(id)) as UserView;
  const changeAddress = async (user: UserView, context: RequestContext) => {
    const email = `thief-of-${user.username}@example.com`;
    await (await kit.get(emailAddressesTokens.requestEmailChange)).execute({ email }, context);
    await mailroom.deliver(kit);
    const token = mailroom.token(email, 'change-email');
    await (await kit.get(emailAddressesTokens.changeEmail)).execute({ token }, kit.visitor());
    kit.clock.advance(60);
    return stored(user);
  };
  const takeBack = async ({ email }: UserView) => {
    const token = mailroom.token(email, 'email-changed');
    await (await kit.get(emailAddressesTokens.revertEmail)).execute({ token }, kit.visitor());
    await mailroom.deliver(kit);
  };
  const setPassword = async ({ email }: UserView) => {
    const token = mailroom.token(email, 'email-reverted');
    const command = { token, newPassword };
    await (await kit.get(recoveryTokens.resetPassword)).execute(command, kit.visitor());
  };
  const logIn = async ({ email }: UserView, more: { deviceToken?: string } = {}) =>
    (await kit.get(authTokens.logIn)).execute({ email, password: newPassword, ...more }, kit.visitor());
  const factorsOf = async ({ id }: UserView) => (await kit.get(mfaTokens.overview)).of(id);

  it('has no second factor of the thief, and no recovery code', async () => {
    const user = await kit.verifiedPerson();
    const taken = await changeAddress(user, await kit.as(user));
    const thief = await kit.as(taken);
    await kit.enrol(thief);
    await (await kit.get(mfaTokens.beginMyTotp)).execute({}, thief);
    await takeBack(user);
    expect(await factorsOf(user)).toEqual({ factors: [], recoveryCodesLeft: 0 });
    await setPassword(user);
    expect((await logIn(user)).user.email).toBe(user.email);
    await kit.drainEvents();
    expect(await kit.auditedActions()).toContain('mfa.factor_removed');
  });

  it('keeps the factors of before, without the recovery codes where the thief has added one', async () => {
    const { user, id, secret, context } = await kit.enrolled();
    await changeAddress(user, context);
    const thief = await kit.bearer((await kit.signIn({ user: await stored(user), secret })).accessToken);
    await kit.enrol(thief);
    await takeBack(user);
    expect(await factorsOf(user)).toMatchObject({ factors: [{ id }], recoveryCodesLeft: 0 });
    await setPassword(user);
    expect(await codeOf(logIn(user))).toBe('MFA_REQUIRED');
  });

  it('keeps factors and recovery codes where none was added', async () => {
    const { user, id, context } = await kit.enrolled();
    await changeAddress(user, context);
    await takeBack(user);
    expect(await factorsOf(user)).toMatchObject({ factors: [{ id }], recoveryCodesLeft: 10 });
  });

  it('trusts no device any more', async () => {
    const person = await kit.enrolled();
    const { user, secret } = person;
    const { deviceToken = '', accessToken } = await kit.signIn({ user, secret }, { rememberDevice: true });
    // Without a password there is none that could be another one.
    await kit.change(user, (found) => found.removePassword(kit.clock.now()));
    await changeAddress(user, await kit.bearer(accessToken));
    await takeBack(user);
    await setPassword(user);
    expect(await codeOf(logIn(user, { deviceToken }))).toBe('MFA_REQUIRED');
  });

  it('is closed to a challenge that was open, also where it had no password', async () => {
    const user = await kit.verifiedPerson();
    const context = await kit.as(user);
    await kit.change(user, (found) => found.removePassword(kit.clock.now()));
    await changeAddress(user, context);
    const { state } = (await (await kit.get(usersTokens.repository)).findById(user.id)) as {
      state: { passwordVersion: number };
    };
    const { value, hash } = (await kit.get(mfaTokens.secrets)).newToken('challenge');
    const open = { kind: 'mfa_enrollment', userId: user.id, audience: null, amr: ['otp'], ...state } as const;
    await (await kit.get(mfaTokens.challenges)).add(hash, open);
    await takeBack(user);
    const begin = await kit.get(mfaTokens.beginRequiredEnrolment);
    expect(await codeOf(begin.execute({ challengeToken: value }, kit.visitor()))).toBe('CHALLENGE_FAILED');
  });

  it('is another thing than a password that was reset, which takes no factor', async () => {
    const { user, id } = await kit.enrolled();
    await (await kit.get(recoveryTokens.requestPasswordReset)).execute({ email: user.email }, kit.visitor());
    await mailroom.deliver(kit);
    const token = mailroom.token(user.email, 'reset-password');
    await (await kit.get(recoveryTokens.resetPassword)).execute({ token, newPassword }, kit.visitor());
    expect(await factorsOf(user)).toMatchObject({ factors: [{ id }], recoveryCodesLeft: 10 });
  });
});
