import { describe, expect, it } from 'vitest';
import { sessionsTokens } from '#composition/features/sessions.tokens.js';
import { usersTokens } from '#composition/features/users.tokens.js';
import { password } from '#testing/test-kit.js';
import { Mailroom } from '../../support/mailroom.js';
import { codeOf, MfaKit } from './support.js';

describe('signing in with a second factor', () => {
  it('answers the right password with a challenge, and the right code with a session that tells of both', async () => {
    const kit = new MfaKit();
    const person = await kit.enrolled();
    const refusal = await kit.refusal(person.user);
    expect(refusal).toMatchObject({
      code: 'MFA_REQUIRED',
      challenge: {
        token: expect.stringMatching(/^ghc_[\w-]{43}$/),
        factors: ['totp', 'recovery_code'],
        expiresIn: 300,
      },
    });
    const result = await kit.answer(refusal.challenge.token, { code: kit.code(person.secret) });
    expect(result).toMatchObject({ tokenType: 'Bearer', user: { id: person.user.id } });
    expect(result).not.toHaveProperty('deviceToken');
    const { principal } = await kit.bearer(result.accessToken);
    expect(principal).toMatchObject({ amr: ['pwd', 'otp', 'mfa'] });
    expect(principal.sessionId).not.toBe(person.context.principal.sessionId);
  });

  it('MFA-01 opens nothing but its own step with the token of the challenge', async () => {
    const kit = new MfaKit();
    const { user } = await kit.enrolled();
    const token = await kit.challengeToken(user);
    expect(await codeOf(kit.bearer(token))).toBe('UNAUTHENTICATED');
    const refresh = await kit.get(sessionsTokens.refreshSession);
    expect(await codeOf(refresh.execute({ refreshToken: token }, kit.visitor()))).toBe(
      'REFRESH_TOKEN_INVALID',
    );
  });

  it('MFA-02 takes a code only with an open challenge of its owner', async () => {
    const kit = new MfaKit();
    const [ada, bob] = [await kit.enrolled(), await kit.enrolled()];
    expect(await codeOf(kit.answer('ghc_nothing', { code: kit.code(ada.secret) }))).toBe('CHALLENGE_FAILED');
    const ofBob = await kit.challengeToken(bob.user);
    expect(await codeOf(kit.answer(ofBob, { code: kit.code(ada.secret) }))).toBe('INVALID_CREDENTIALS');
  });

  it.each([
    {},
    { code: '123456', recoveryCode: '0000-0000-0000-0000' },
    { code: '12345' },
    { code: '12345a' },
    { code: '１２３４５６' },
    { code: ' 12345' },
    { recoveryCode: 'short' },
  ])('takes exactly one answer, of the right form: %j is none', async (proof) => {
    const kit = new MfaKit();
    const { user } = await kit.enrolled();
    expect(await codeOf(kit.answer(await kit.challengeToken(user), proof))).toBe('VALIDATION_ERROR');
  });

  it('MFA-06 takes the code of the step before and after, and of none further off', async () => {
    for (const [steps, expected] of [
      [-1, null],
      [0, null],
      [1, null],
      [-2, 'INVALID_CREDENTIALS'],
      [2, 'INVALID_CREDENTIALS'],
      [-10, 'INVALID_CREDENTIALS'],
    ] as const) {
      const kit = new MfaKit();
      const { user, secret } = await kit.enrolled();
      kit.clock.advance(600);
      const attempt = kit.answer(await kit.challengeToken(user), { code: kit.code(secret, steps) });
      expect([steps, await codeOf(attempt)]).toEqual([steps, expected]);
    }
  });

  it('MFA-04 takes a code once, and none of an earlier step afterwards', async () => {
    const kit = new MfaKit();
    const person = await kit.enrolled();
    await kit.signIn(person);
    expect(await codeOf(kit.signIn(person))).toBe('INVALID_CREDENTIALS');
    const before = { code: kit.code(person.secret, -1) };
    expect(await codeOf(kit.answer(await kit.challengeToken(person.user), before))).toBe(
      'INVALID_CREDENTIALS',
    );
    kit.nextStep();
    expect(await codeOf(kit.signIn(person))).toBeNull();
  });

  it('MFA-04 lets one of twenty in who send the same code at once', async () => {
    const kit = new MfaKit({ env: { LOCKOUT_PER_ACCOUNT_AND_ADDRESS: '100' } });
    const person = await kit.enrolled();
    const tokens = await Promise.all(Array.from({ length: 20 }, () => kit.challengeToken(person.user)));
    const code = kit.code(person.secret);
    const results = await Promise.all(tokens.map((token) => codeOf(kit.answer(token, { code }))));
    expect(results.filter((result) => result === null)).toHaveLength(1);
  });

  it('does not take the code by which a factor was confirmed', async () => {
    const kit = new MfaKit();
    const user = await kit.verifiedPerson();
    const { secret } = await kit.enrol(await kit.as(user));
    const confirming = kit.code(secret, -1);
    expect(await codeOf(kit.answer(await kit.challengeToken(user), { code: confirming }))).toBe(
      'INVALID_CREDENTIALS',
    );
  });

  it('ends a challenge with the fifth wrong code for good', async () => {
    const kit = new MfaKit();
    const { user, secret } = await kit.enrolled();
    const token = await kit.challengeToken(user);
    const wrong = () => codeOf(kit.answer(token, { code: kit.wrongCode(secret) }));
    const answers = [
      await wrong(),
      await wrong(),
      await wrong(),
      await wrong(),
      await wrong(),
      await wrong(),
    ];
    expect(answers).toEqual([
      ...Array(4).fill('INVALID_CREDENTIALS'),
      'CHALLENGE_FAILED',
      'CHALLENGE_FAILED',
    ]);
    expect(await codeOf(kit.answer(token, { code: kit.code(secret) }))).toBe('CHALLENGE_FAILED');
    expect(await codeOf(kit.signIn({ user, secret }))).toBeNull();
  });

  it('tells the owner, once a day, when somebody has used up a challenge', async () => {
    const mailroom = new Mailroom();
    const kit = new MfaKit({ features: [mailroom.feature], env: { LOCKOUT_PER_ACCOUNT_AND_ADDRESS: '100' } });
    const { user, secret } = await kit.enrolled();
    await mailroom.deliver(kit);
    const told = async () => {
      await mailroom.deliver(kit);
      return mailroom.to(user.email).filter(({ mail }) => mail === 'second-factor-failed').length;
    };
    const guess = async (times: number) => {
      const token = await kit.challengeToken(user);
      for (let count = 0; count < times; count += 1) {
        await codeOf(kit.answer(token, { code: kit.wrongCode(secret) }));
      }
    };
    await guess(4);
    expect(await told()).toBe(0);
    await guess(7);
    expect(await told()).toBe(1);
    await guess(5);
    expect(await told()).toBe(1);
    kit.clock.advance(86_400);
    await guess(5);
    expect(await told()).toBe(2);
    const failures = (await kit.auditedActions()).filter((action) => action === 'mfa.challenge_exhausted');
    expect(failures).toHaveLength(3);
  });

  it('is over after five minutes, after a success, and after a change of the password', async () => {
    const kit = new MfaKit();
    const person = await kit.enrolled();
    const late = await kit.challengeToken(person.user);
    kit.clock.advance(300);
    expect(await codeOf(kit.answer(late, { code: kit.code(person.secret) }))).toBe('CHALLENGE_FAILED');
    const passed = await kit.challengeToken(person.user);
    await kit.answer(passed, { code: kit.code(person.secret) });
    kit.nextStep();
    expect(await codeOf(kit.answer(passed, { code: kit.code(person.secret) }))).toBe('CHALLENGE_FAILED');
    const outdated = await kit.challengeToken(person.user);
    const changePassword = await kit.get(usersTokens.changeMyPassword);
    const owner = await kit.bearer((await kit.signIn(person)).accessToken);
    await changePassword.execute({ currentPassword: password, newPassword: 'another long phrase' }, owner);
    kit.nextStep();
    expect(await codeOf(kit.answer(outdated, { code: kit.code(person.secret) }))).toBe('CHALLENGE_FAILED');
  });

  it('MFA-05 counts wrong codes as wrong passwords are, over all challenges; the right password takes none back', async () => {
    const kit = new MfaKit({ env: { LOCKOUT_PER_ACCOUNT_AND_ADDRESS: '6' } });
    const { user, secret } = await kit.enrolled();
    const results: (string | null)[] = [];
    for (let count = 0; count < 6; count += 1) {
      const token = await kit.challengeToken(user);
      results.push(await codeOf(kit.answer(token, { code: kit.wrongCode(secret) })));
    }
    expect(results).toEqual(Array(6).fill('INVALID_CREDENTIALS'));
    expect(await codeOf(kit.logIn(user))).toBe('LOGIN_LOCKED');
    expect(await kit.auditedActions()).toContain('auth.login_locked');
    kit.clock.advance(901);
    expect(await codeOf(kit.signIn({ user, secret }))).toBeNull();
  });

  it('refuses an account that was deactivated in between, and spends nothing', async () => {
    const kit = new MfaKit();
    const { user, secret } = await kit.enrolled();
    const token = await kit.challengeToken(user);
    await kit.change(user, (stored) => stored.deactivate(kit.clock.now()));
    const code = kit.code(secret);
    expect(await codeOf(kit.answer(token, { code }))).toBe('ACCOUNT_INACTIVE');
    await kit.change(user, (stored) => stored.activate(kit.clock.now()));
    expect(await codeOf(kit.answer(token, { code }))).toBeNull();
  });

  it('does not let a password alone in that was looked at while a factor was confirmed', async () => {
    const kit = new MfaKit();
    const user = await kit.verifiedPerson();
    const context = await kit.as(user);
    const verify = kit.hasher.verify.bind(kit.hasher);
    let isFirst = true;
    kit.hasher.verify = async (typed, hash) => {
      const isRight = await verify(typed, hash);
      if (isFirst) {
        isFirst = false;
        await kit.enrol(context);
      }
      return isRight;
    };
    expect(await kit.refusal(user)).toMatchObject({ code: 'MFA_REQUIRED' });
  });
});
