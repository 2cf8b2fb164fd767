import { describe, expect, it } from 'vitest';
import { mfaTokens } from '#composition/features/mfa.tokens.js';
import { sessionsTokens } from '#composition/features/sessions.tokens.js';
import { password } from '#testing/test-kit.js';
import { codeOf, MfaKit } from './support.js';

describe('StepUp', () => {
  it('makes a session fresh by the password, where there is no second factor', async () => {
    const kit = new MfaKit();
    const signedIn = await kit.logIn(await kit.person());
    const stale = await kit.bearer(signedIn.accessToken);
    kit.clock.advance(700);
    const stepUp = await kit.get(mfaTokens.stepUp);
    const view = await stepUp.execute({ password }, stale);
    expect(view).toEqual({ accessToken: expect.any(String), tokenType: 'Bearer', expiresIn: 900 });
    const { principal } = await kit.bearer(view.accessToken);
    expect(principal).toMatchObject({
      sessionId: stale.principal.sessionId,
      amr: ['pwd'],
      authenticatedAt: kit.clock.now(),
    });
    // The older token stays as old as it is: it may be somebody else's by now.
    expect((await kit.bearer(signedIn.accessToken)).principal.authenticatedAt).toEqual(
      stale.principal.authenticatedAt,
    );
    expect(await kit.auditedActions()).toContain('session.proved');
  });

  it('leaves the refresh token as it is, which tells of the step-up from then on', async () => {
    const kit = new MfaKit();
    const signedIn = await kit.logIn(await kit.person());
    kit.clock.advance(700);
    const stepUp = await kit.get(mfaTokens.stepUp);
    await stepUp.execute({ password }, await kit.bearer(signedIn.accessToken));
    const refresh = await kit.get(sessionsTokens.refreshSession);
    const { accessToken } = await refresh.execute(signedIn, kit.visitor());
    expect((await kit.bearer(accessToken)).principal.authenticatedAt).toEqual(kit.clock.now());
  });

  it('takes a code of the second factor, and the password no more, where there is one', async () => {
    const kit = new MfaKit();
    const { context, secret } = await kit.enrolled();
    const stepUp = await kit.get(mfaTokens.stepUp);
    expect(await codeOf(stepUp.execute({ password }, context))).toBe('VALIDATION_ERROR');
    const { accessToken } = await stepUp.execute({ code: kit.code(secret) }, context);
    expect((await kit.bearer(accessToken)).principal).toMatchObject({
      amr: ['pwd', 'otp', 'mfa'],
      authenticatedAt: kit.clock.now(),
    });
  });

  it('MFA-04 spends the code, for sign-in too', async () => {
    const kit = new MfaKit();
    const person = await kit.enrolled();
    const stepUp = await kit.get(mfaTokens.stepUp);
    const code = kit.code(person.secret);
    await stepUp.execute({ code }, person.context);
    expect(await codeOf(stepUp.execute({ code }, person.context))).toBe('INVALID_CREDENTIALS');
    expect(await codeOf(kit.signIn(person))).toBe('INVALID_CREDENTIALS');
    kit.nextStep();
    await kit.signIn(person);
    const spent = { code: kit.code(person.secret) };
    expect(await codeOf(stepUp.execute(spent, person.context))).toBe('INVALID_CREDENTIALS');
  });

  it.each([{}, { password, code: '123456' }, { code: '12345' }])(
    'takes exactly one proof: %j is none',
    async (proof) => {
      const kit = new MfaKit();
      const { context } = await kit.enrolled();
      expect(await codeOf((await kit.get(mfaTokens.stepUp)).execute(proof, context))).toBe(
        'VALIDATION_ERROR',
      );
    },
  );

  it('tells who has no second factor that the password is wanted', async () => {
    const kit = new MfaKit();
    const context = await kit.as(await kit.person());
    const attempt = (await kit.get(mfaTokens.stepUp)).execute({ code: '123456' }, context);
    await expect(attempt).rejects.toMatchObject({ details: [{ field: 'password' }] });
  });

  it('counts wrong codes and passwords against the account', async () => {
    const kit = new MfaKit({ env: { LOCKOUT_PER_ACCOUNT_AND_ADDRESS: '2' } });
    const { user, context, secret } = await kit.enrolled();
    const stepUp = await kit.get(mfaTokens.stepUp);
    const attempt = () => codeOf(stepUp.execute({ code: kit.wrongCode(secret) }, context));
    expect([await attempt(), await attempt(), await attempt()]).toEqual([
      'INVALID_CREDENTIALS',
      'INVALID_CREDENTIALS',
      'LOGIN_LOCKED',
    ]);
    expect(await codeOf(kit.logIn(user))).toBe('LOGIN_LOCKED');
  });

  it('is refused in a session that has ended', async () => {
    const kit = new MfaKit();
    const { context, secret } = await kit.enrolled();
    await (await kit.get(sessionsTokens.logOut)).execute(context);
    const code = kit.code(secret);
    const stepUp = await kit.get(mfaTokens.stepUp);
    expect(await codeOf(stepUp.execute({ code }, context))).toBe('SESSION_REVOKED');
  });
});
