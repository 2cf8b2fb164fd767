import { describe, expect, it } from 'vitest';
import { mfaTokens } from '#composition/features/mfa.tokens.js';
import { sessionsTokens } from '#composition/features/sessions.tokens.js';
import type { AppError } from '#domain/shared/app-error.js';
import { password } from '#testing/test-kit.js';
import { codeOf, MfaKit } from './support.js';

const env = { MFA_REQUIRED_ROLES: 'admin, moderator' };

async function useCases(kit: MfaKit) {
  return {
    begin: await kit.get(mfaTokens.beginRequiredEnrolment),
    complete: await kit.get(mfaTokens.completeRequiredEnrolment),
  };
}

describe('roles that have to have a second factor', () => {
  it('enrol it with the challenge of the sign-in, which it completes', async () => {
    const kit = new MfaKit({ env });
    const admin = await kit.verifiedPerson('admin');
    const { begin, complete } = await useCases(kit);
    const refusal = await kit.refusal(admin);
    expect(refusal).toEqual({
      code: 'MFA_ENROLLMENT_REQUIRED',
      challenge: { token: expect.stringMatching(/^ghc_/), expiresIn: 300 },
    });
    const challengeToken = refusal.challenge.token;
    const { secret } = await begin.execute({ challengeToken }, kit.visitor());
    const wrong = complete.execute({ challengeToken, code: kit.wrongCode(secret) }, kit.visitor());
    expect(await codeOf(wrong)).toBe('INVALID_CREDENTIALS');
    const command = { challengeToken, code: kit.code(secret) };
    const result = await complete.execute(command, kit.visitor());
    expect(result.recoveryCodes).toHaveLength(10);
    expect((await kit.bearer(result.accessToken)).principal.amr).toEqual(['pwd', 'otp', 'mfa']);
    expect(await codeOf(complete.execute(command, kit.visitor()))).toBe('CHALLENGE_FAILED');
    kit.nextStep();
    expect(await codeOf(kit.signIn({ user: admin, secret }))).toBeNull();
  });

  it('leave all others alone', async () => {
    const kit = new MfaKit({ env });
    expect(await codeOf(kit.logIn(await kit.person()))).toBeNull();
  });

  it('take a challenge of their own, which opens nothing else', async () => {
    const kit = new MfaKit({ env });
    const moderator = await kit.verifiedPerson('moderator');
    const enrolment = await kit.challengeToken(moderator);
    expect(await codeOf(kit.answer(enrolment, { code: '123456' }))).toBe('CHALLENGE_FAILED');
    const { begin, complete } = await useCases(kit);
    const other = new MfaKit();
    const person = await other.enrolled();
    const ofSignIn = { challengeToken: await other.challengeToken(person.user) };
    const foreign = await useCases(other);
    expect(await codeOf(foreign.begin.execute(ofSignIn, other.visitor()))).toBe('CHALLENGE_FAILED');
    const code = other.code(person.secret);
    expect(await codeOf(foreign.complete.execute({ ...ofSignIn, code }, other.visitor()))).toBe(
      'CHALLENGE_FAILED',
    );
    const early = complete.execute({ challengeToken: enrolment, code: '123456' }, kit.visitor());
    expect(await codeOf(early)).toBe('FACTOR_NOT_FOUND');
    await begin.execute({ challengeToken: enrolment }, kit.visitor());
  });

  it('do not let the password add a factor beside one that there is', async () => {
    const kit = new MfaKit({ env });
    const moderator = await kit.verifiedPerson('moderator');
    const { begin, complete } = await useCases(kit);
    const [owners, thiefs] = [await kit.challengeToken(moderator), await kit.challengeToken(moderator)];
    const { secret } = await begin.execute({ challengeToken: owners }, kit.visitor());
    await complete.execute({ challengeToken: owners, code: kit.code(secret) }, kit.visitor());
    expect(await codeOf(begin.execute({ challengeToken: thiefs }, kit.visitor()))).toBe('CHALLENGE_FAILED');
    const late = complete.execute({ challengeToken: thiefs, code: '123456' }, kit.visitor());
    expect(await codeOf(late)).toBe('CHALLENGE_FAILED');
  });

  it('have to verify their address first', async () => {
    const kit = new MfaKit({ env });
    const admin = await kit.person('admin');
    const { begin } = await useCases(kit);
    const challengeToken = await kit.challengeToken(admin);
    expect(await codeOf(begin.execute({ challengeToken }, kit.visitor()))).toBe('EMAIL_NOT_VERIFIED');
  });

  it('are asked again after they have removed it', async () => {
    const kit = new MfaKit({ env });
    const admin = await kit.verifiedPerson('admin');
    const { begin, complete } = await useCases(kit);
    const challengeToken = await kit.challengeToken(admin);
    const { id, secret } = await begin.execute({ challengeToken }, kit.visitor());
    const { accessToken } = await complete.execute({ challengeToken, code: kit.code(secret) }, kit.visitor());
    await (await kit.get(mfaTokens.removeMyFactor)).execute({ id }, await kit.bearer(accessToken));
    expect(await kit.refusal(admin)).toMatchObject({ code: 'MFA_ENROLLMENT_REQUIRED' });
  });

  it('get no tokens for a session of before, and no challenge, until they have one or the role is gone', async () => {
    const kit = new MfaKit({ env });
    const person = await kit.verifiedPerson();
    const { accessToken, refreshToken } = await kit.logIn(person);
    const [refreshSession, stepUp] = [
      await kit.get(sessionsTokens.refreshSession),
      await kit.get(mfaTokens.stepUp),
    ];
    const refresh = (token: string) => refreshSession.execute({ refreshToken: token }, kit.visitor());
    await kit.change(person, (stored) => stored.grantRole('moderator', kit.clock.now()));
    const refusal = await refresh(refreshToken).catch((error: AppError) => error);
    expect(refusal).toMatchObject({ code: 'MFA_ENROLLMENT_REQUIRED', challenge: undefined });
    const context = await kit.bearer(accessToken);
    expect(await codeOf(stepUp.execute({ password }, context))).toBe('MFA_ENROLLMENT_REQUIRED');
    await kit.change(person, (stored) => stored.revokeRole('moderator', kit.clock.now()));
    const next = await refresh(refreshToken);
    await kit.change(person, (stored) => stored.grantRole('moderator', kit.clock.now()));
    expect(await codeOf(refresh(next.refreshToken))).toBe('MFA_ENROLLMENT_REQUIRED');
    await kit.enrol(context);
    await refresh(next.refreshToken);
  });

  it('get none for the session in which they have removed it, either', async () => {
    const kit = new MfaKit({ env });
    const { user, secret, id } = await kit.enrolled();
    const { accessToken, refreshToken } = await kit.signIn({ user, secret });
    await kit.change(user, (stored) => stored.grantRole('admin', kit.clock.now()));
    await (await kit.get(mfaTokens.removeMyFactor)).execute({ id }, await kit.bearer(accessToken));
    const refreshSession = await kit.get(sessionsTokens.refreshSession);
    const refreshed = refreshSession.execute({ refreshToken }, kit.visitor());
    expect(await codeOf(refreshed)).toBe('MFA_ENROLLMENT_REQUIRED');
  });
});
