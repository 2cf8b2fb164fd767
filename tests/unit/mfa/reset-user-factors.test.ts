import { describe, expect, it } from 'vitest';
import { mfaTokens } from '#composition/features/mfa.tokens.js';
import type { Role } from '#domain/access/role.js';
import { codeOf, MfaKit } from './support.js';

describe('ResetUserFactors', () => {
  it('leaves the password alone to sign in with, ends the sessions, and is on record', async () => {
    const kit = new MfaKit();
    const person = await kit.enrolled();
    const { accessToken } = await kit.signIn(person);
    const moderator = await kit.as(await kit.person('moderator'));
    const reset = await kit.get(mfaTokens.resetUserFactors);
    await reset.execute({ userId: person.user.id }, moderator);
    expect(await codeOf(kit.bearer(accessToken))).toBe('SESSION_REVOKED');
    const owner = await kit.as(person.user);
    const overview = await kit.get(mfaTokens.listMyFactors);
    expect(await overview.execute(owner)).toEqual({ factors: [], recoveryCodesLeft: 0 });
    expect(await kit.auditedActions()).toContain('mfa.reset_by_admin');
  });

  it('changes nothing where there is nothing', async () => {
    const kit = new MfaKit();
    const user = await kit.person();
    const { accessToken } = await kit.logIn(user);
    const admin = await kit.as(await kit.person('admin'));
    await (await kit.get(mfaTokens.resetUserFactors)).execute({ userId: user.id }, admin);
    await kit.bearer(accessToken);
    expect(await kit.auditedActions()).not.toContain('mfa.reset_by_admin');
  });

  it('needs `users:write`, more than they have, and a fresh proof', async () => {
    const kit = new MfaKit();
    const person = await kit.enrolled('moderator');
    const reset = await kit.get(mfaTokens.resetUserFactors);
    const attempt = async (...roles: readonly Role[]) => {
      const context = await kit.as(await kit.person(...roles));
      return codeOf(reset.execute({ userId: person.user.id }, context));
    };
    expect(await attempt()).toBe('FORBIDDEN');
    expect(await attempt('moderator')).toBe('FORBIDDEN');
    const admin = await kit.as(await kit.person('admin'));
    expect(await codeOf(reset.execute({ userId: admin.principal.sessionId }, admin))).toBe('USER_NOT_FOUND');
    kit.clock.advance(601);
    expect(await codeOf(reset.execute({ userId: person.user.id }, admin))).toBe('STEP_UP_REQUIRED');
    expect(await attempt('admin')).toBeNull();
  });
});
