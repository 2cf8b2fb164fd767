import { describe, expect, it } from 'vitest';
import type { UserView } from '#application/users/user-queries.js';
import { contributed } from '#composition/contributions.js';
import { authTokens } from '#composition/features/auth.tokens.js';
import { mfaTokens } from '#composition/features/mfa.tokens.js';
import { usersTokens } from '#composition/features/users.tokens.js';
import { password } from '#testing/test-kit.js';
import { outdateHash } from '../../support/outdate-hash.js';
import { codeOf, type Enrolled, MfaKit } from './support.js';

const env = { MFA_REMEMBER_DAYS: '30' };

async function remembered(
  kit: MfaKit,
): Promise<{ person: Enrolled; deviceToken: string; accessToken: string }> {
  const person = await kit.enrolled();
  const { deviceToken = '', accessToken } = await kit.signIn(person, { rememberDevice: true });
  return { person, deviceToken, accessToken };
}

async function logIn(kit: MfaKit, { email }: UserView, deviceToken: string, typed = password) {
  const command = { email, password: typed, deviceToken };
  return codeOf((await kit.get(authTokens.logIn)).execute(command, kit.visitor()));
}

describe('MFA-13 remembered devices', () => {
  it('are not asked for the second factor, as long as they are remembered', async () => {
    const kit = new MfaKit({ env });
    const { person, deviceToken } = await remembered(kit);
    expect(deviceToken).toMatch(/^ghd_[\w-]{43}$/);
    expect(await logIn(kit, person.user, deviceToken)).toBeNull();
    expect(await logIn(kit, person.user, deviceToken, 'another password')).toBe('INVALID_CREDENTIALS');
    expect(await logIn(kit, person.user, `${deviceToken}x`)).toBe('MFA_REQUIRED');
    kit.clock.advance(30 * 86_400);
    expect(await logIn(kit, person.user, deviceToken)).toBe('MFA_REQUIRED');
  });

  it('are not fresh by that', async () => {
    const kit = new MfaKit({ env });
    const { person, deviceToken } = await remembered(kit);
    const command = { email: person.user.email, password, deviceToken };
    const { accessToken } = await (await kit.get(authTokens.logIn)).execute(command, kit.visitor());
    const context = await kit.bearer(accessToken);
    expect(context.principal.amr).toEqual(['pwd']);
    const remove = await kit.get(mfaTokens.removeMyFactor);
    expect(await codeOf(remove.execute({ id: person.id }, context))).toBe('STEP_UP_REQUIRED');
  });

  it('are told of in the export of their owner, until when they are', async () => {
    const kit = new MfaKit({ env });
    const at = kit.clock.now();
    const { person, deviceToken } = await remembered(kit);
    const sections = await kit.get(contributed.dataExportSections);
    const collect = () => sections.find(({ name }) => name === 'secondFactors')?.collect(person.user.id);
    const trustedUntil = new Date(at.getTime() + 30_000 + 30 * 86_400_000);
    expect(await collect()).toMatchObject({ trustedDevices: [{ trustedUntil }] });
    expect(JSON.stringify(await collect())).not.toContain(deviceToken);
    kit.clock.advance(30 * 86_400);
    expect(await collect()).toMatchObject({ trustedDevices: [] });
  });

  it('are those of one user', async () => {
    const kit = new MfaKit({ env });
    const { deviceToken } = await remembered(kit);
    const other = await kit.enrolled();
    expect(await logIn(kit, other.user, deviceToken)).toBe('MFA_REQUIRED');
  });

  it('are forgotten with another password', async () => {
    const kit = new MfaKit({ env });
    const { person, deviceToken, accessToken } = await remembered(kit);
    const changePassword = await kit.get(usersTokens.changeMyPassword);
    const next = 'another long phrase';
    const owner = await kit.bearer(accessToken);
    await changePassword.execute({ currentPassword: password, newPassword: next }, owner);
    expect(await logIn(kit, person.user, deviceToken, next)).toBe('MFA_REQUIRED');
  });

  it('are remembered when the same password is hashed anew', async () => {
    const kit = new MfaKit({ env });
    const { person, deviceToken } = await remembered(kit);
    await outdateHash(kit, person.user);
    for (const _ of ['anew', 'as it is']) expect(await logIn(kit, person.user, deviceToken)).toBeNull();
  });

  it('are forgotten with another factor, with new recovery codes, and with a reset', async () => {
    const kit = new MfaKit({ env });
    for (const change of ['add', 'renew', 'reset'] as const) {
      const { person, deviceToken, accessToken } = await remembered(kit);
      const owner = await kit.bearer(accessToken);
      if (change === 'add') await kit.enrol(owner);
      if (change === 'renew') await (await kit.get(mfaTokens.renewMyRecoveryCodes)).execute(owner);
      if (change === 'reset') {
        const admin = await kit.as(await kit.person('admin'));
        await (await kit.get(mfaTokens.resetUserFactors)).execute({ userId: person.user.id }, admin);
        await kit.enrol(await kit.as(person.user));
      }
      expect(await logIn(kit, person.user, deviceToken)).toBe('MFA_REQUIRED');
    }
  });

  it('are none unless that is switched on', async () => {
    const kit = new MfaKit();
    const person = await kit.enrolled();
    expect(await kit.signIn(person, { rememberDevice: true })).not.toHaveProperty('deviceToken');
    expect(await logIn(kit, person.user, 'ghd_anything')).toBe('MFA_REQUIRED');
  });
});
