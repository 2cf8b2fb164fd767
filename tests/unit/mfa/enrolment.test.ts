import { describe, expect, it } from 'vitest';
import { authTokens } from '#composition/features/auth.tokens.js';
import { mfaTokens } from '#composition/features/mfa.tokens.js';
import { sessionsTokens } from '#composition/features/sessions.tokens.js';
import { usersTokens } from '#composition/features/users.tokens.js';
import { Password } from '#domain/auth/password.js';
import { CheapPasswordHasher } from '#testing/cheap-password-hasher.js';
import { password } from '#testing/test-kit.js';
import { codeOf, MfaKit } from './support.js';

async function useCases(kit: MfaKit) {
  return {
    begin: await kit.get(mfaTokens.beginMyTotp),
    confirm: await kit.get(mfaTokens.confirmMyTotp),
    list: await kit.get(mfaTokens.listMyFactors),
    remove: await kit.get(mfaTokens.removeMyFactor),
  };
}

describe('enrolling an authenticator app', () => {
  it('gives its secret as text, URI and picture', async () => {
    const kit = new MfaKit({ env: { MFA_ISSUER: 'Example Inc' } });
    const user = await kit.verifiedPerson();
    const { begin } = await useCases(kit);
    const { id, secret, otpauthUri, qrCode } = await begin.execute({}, await kit.as(user));
    expect(secret).toMatch(/^[A-Z2-7]{32}$/);
    const uri = new URL(otpauthUri);
    expect(decodeURIComponent(uri.pathname)).toBe(`/Example Inc:${user.email}`);
    expect(Object.fromEntries(uri.searchParams)).toEqual({ secret, issuer: 'Example Inc' });
    const svg = Buffer.from(qrCode.replace('data:image/svg+xml;base64,', ''), 'base64').toString();
    expect(svg).toMatch(/^<svg [\s\S]*<\/svg>\s*$/);
    expect(svg).not.toMatch(/script|href|on\w+=/i);
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('MFA-12 is not in force before a code of it is shown, and does not show its secret again', async () => {
    const kit = new MfaKit();
    const user = await kit.verifiedPerson();
    const owner = await kit.as(user);
    const { begin, confirm, list } = await useCases(kit);
    const { id, secret } = await begin.execute({ name: 'Phone' }, owner);
    const nothing = { factors: [], recoveryCodesLeft: 0 };
    expect(await list.execute(owner)).toEqual(nothing);
    expect(await codeOf(kit.logIn(user))).toBeNull();
    const wrong = confirm.execute({ id, code: kit.wrongCode(secret) }, owner);
    expect(await codeOf(wrong)).toBe('INVALID_CREDENTIALS');
    expect(await list.execute(owner)).toEqual(nothing);
    await confirm.execute({ id, code: kit.code(secret) }, owner);
    expect(await list.execute(owner)).toEqual({
      factors: [{ id, type: 'totp', name: 'Phone', createdAt: kit.clock.now(), lastUsedAt: null }],
      recoveryCodesLeft: 10,
    });
    expect(await kit.refusal(user)).toMatchObject({ code: 'MFA_REQUIRED' });
    const again = confirm.execute({ id, code: kit.code(secret, 1) }, owner);
    expect(await codeOf(again)).toBe('FACTOR_NOT_FOUND');
    expect(await kit.auditedActions()).toContain('mfa.factor_added');
  });

  it('forgets one that was begun when another is', async () => {
    const kit = new MfaKit();
    const owner = await kit.as(await kit.verifiedPerson());
    const { begin, confirm } = await useCases(kit);
    const first = await begin.execute({}, owner);
    const second = await begin.execute({}, owner);
    const attempt = (of: { id: string; secret: string }) =>
      codeOf(confirm.execute({ id: of.id, code: kit.code(of.secret) }, owner));
    expect(await attempt(first)).toBe('FACTOR_NOT_FOUND');
    expect(await attempt(second)).toBeNull();
  });

  it("does not confirm somebody else's", async () => {
    const kit = new MfaKit();
    const [ada, bob] = [await kit.as(await kit.verifiedPerson()), await kit.as(await kit.verifiedPerson())];
    const { begin, confirm } = await useCases(kit);
    const { id, secret } = await begin.execute({}, ada);
    expect(await codeOf(confirm.execute({ id, code: kit.code(secret) }, bob))).toBe('FACTOR_NOT_FOUND');
  });

  it('MFA-14 is for those whose address is verified', async () => {
    const kit = new MfaKit();
    const { begin } = await useCases(kit);
    const owner = await kit.as(await kit.person());
    expect(await codeOf(begin.execute({}, owner))).toBe('EMAIL_NOT_VERIFIED');
  });

  it('asks for a fresh proof, which is that of the second factor where there is one', async () => {
    const kit = new MfaKit();
    const user = await kit.verifiedPerson();
    const older = await kit.logIn(user);
    const confirming = await kit.logIn(user);
    const { begin } = await useCases(kit);
    const { secret } = await kit.enrol(await kit.bearer(confirming.accessToken));
    const attempt = async (accessToken: string) => codeOf(begin.execute({}, await kit.bearer(accessToken)));
    expect(await attempt(older.accessToken)).toBe('STEP_UP_REQUIRED');
    expect(await attempt(confirming.accessToken)).toBe('STEP_UP_REQUIRED');
    const refresh = await kit.get(sessionsTokens.refreshSession);
    const { accessToken } = await refresh.execute(confirming, kit.visitor());
    expect(await attempt(accessToken)).toBeNull();
    const signedIn = await kit.signIn({ user, secret });
    expect(await attempt(signedIn.accessToken)).toBeNull();
    kit.clock.advance(601);
    expect(await attempt(signedIn.accessToken)).toBe('STEP_UP_REQUIRED');
  });

  it('allows five, each of which signs in', async () => {
    const kit = new MfaKit();
    const { user, context } = await kit.enrolled();
    const { begin } = await useCases(kit);
    let last = { secret: '' };
    for (let count = 2; count <= 5; count += 1) last = await kit.enrol(context);
    expect(await codeOf(begin.execute({}, context))).toBe('TOO_MANY_FACTORS');
    expect(await codeOf(kit.signIn({ user, secret: last.secret }))).toBeNull();
  });

  it('refuses names that nobody could read', async () => {
    const kit = new MfaKit();
    const owner = await kit.as(await kit.verifiedPerson());
    const { begin } = await useCases(kit);
    for (const name of ['', ' ', 'a\nb', 'x'.repeat(101)]) {
      expect(await codeOf(begin.execute({ name }, owner))).toBe('VALIDATION_ERROR');
    }
  });
});

describe('removing a second factor', () => {
  it('leaves the others in force, and the recovery codes with them', async () => {
    const kit = new MfaKit();
    const { user, context, id, recoveryCodes } = await kit.enrolled();
    const { remove, list } = await useCases(kit);
    const second = await kit.enrol(context);
    await remove.execute({ id }, context);
    expect(await list.execute(context)).toMatchObject({
      factors: [{ id: second.id }],
      recoveryCodesLeft: 10,
    });
    expect(await codeOf(kit.signIn({ user, secret: second.secret }))).toBeNull();
    const [recoveryCode] = recoveryCodes;
    expect(await codeOf(kit.answer(await kit.challengeToken(user), { recoveryCode }))).toBeNull();
  });

  it('makes the password enough with the last one, and the recovery codes void', async () => {
    const kit = new MfaKit();
    const { user, context, id } = await kit.enrolled();
    const { remove, list } = await useCases(kit);
    await remove.execute({ id }, context);
    expect(await list.execute(context)).toEqual({ factors: [], recoveryCodesLeft: 0 });
    expect(await codeOf(kit.logIn(user))).toBeNull();
    expect(await kit.auditedActions()).toContain('mfa.factor_removed');
  });

  it("does not find what is not there, not confirmed, or somebody else's", async () => {
    const kit = new MfaKit();
    const [ada, bob] = [await kit.enrolled(), await kit.enrolled()];
    const { begin, remove } = await useCases(kit);
    const pending = await begin.execute({}, ada.context);
    for (const id of [bob.id, pending.id, ada.user.id]) {
      expect(await codeOf(remove.execute({ id }, ada.context))).toBe('FACTOR_NOT_FOUND');
    }
    expect(await codeOf(remove.execute({ id: 'x' }, ada.context))).toBe('VALIDATION_ERROR');
  });

  it('asks for a fresh proof', async () => {
    const kit = new MfaKit();
    const { context, id } = await kit.enrolled();
    kit.clock.advance(601);
    const { remove } = await useCases(kit);
    expect(await codeOf(remove.execute({ id }, context))).toBe('STEP_UP_REQUIRED');
  });
});

describe('factors', () => {
  it('go with their owner', async () => {
    const kit = new MfaKit();
    const { user, context } = await kit.enrolled();
    await kit.deleteAccount(user);
    const overview = await kit.get(mfaTokens.overview);
    expect(await overview.of(context.principal.userId)).toEqual({ factors: [], recoveryCodesLeft: 0 });
  });

  it('have a hash replaced that is behind, although the sign-in is completed without the password', async () => {
    const kit = new MfaKit({ hasher: new CheapPasswordHasher(2) });
    const person = await kit.enrolled();
    const older = await new CheapPasswordHasher(1).hash(Password.parse(password));
    await kit.change(person.user, (stored) => stored.changePassword(older, kit.clock.now()));
    await kit.signIn(person);
    const stored = await (await kit.get(usersTokens.repository)).findById(person.context.principal.userId);
    expect(stored?.state.passwordHash?.encoded).toMatch(/^cheap2:/);
    const logIn = await kit.get(authTokens.logIn);
    const typed = { email: person.user.email, password };
    expect(await codeOf(logIn.execute(typed, kit.visitor()))).toBe('MFA_REQUIRED');
  });
});
