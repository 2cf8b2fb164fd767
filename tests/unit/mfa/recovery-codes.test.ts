import { describe, expect, it } from 'vitest';
import { mfaTokens } from '#composition/features/mfa.tokens.js';
import { codeOf, MfaKit } from './support.js';

describe('recovery codes', () => {
  it('come ten with the first factor, and none with the next', async () => {
    const kit = new MfaKit();
    const { context, recoveryCodes } = await kit.enrolled();
    expect(new Set(recoveryCodes).size).toBe(10);
    for (const code of recoveryCodes)
      expect(code).toMatch(/^([0-9a-hjkmnp-tv-z]{4}-){3}[0-9a-hjkmnp-tv-z]{4}$/);
    expect((await kit.enrol(context)).recoveryCodes).toEqual([]);
  });

  it('stand in for the second factor once each, however they are typed', async () => {
    const kit = new MfaKit();
    const { user, recoveryCodes, context } = await kit.enrolled();
    const [first = '', second = ''] = recoveryCodes;
    const use = async (recoveryCode: string) => kit.answer(await kit.challengeToken(user), { recoveryCode });
    const { accessToken } = await use(
      first.toUpperCase().replaceAll('-', ' ').replaceAll('0', 'O').replaceAll('1', 'L'),
    );
    expect((await kit.bearer(accessToken)).principal.amr).toEqual(['pwd', 'mfa']);
    expect(await codeOf(use(first))).toBe('INVALID_CREDENTIALS');
    expect(await codeOf(use(second.replaceAll('-', '')))).toBeNull();
    const listed = await (await kit.get(mfaTokens.listMyFactors)).execute(context);
    expect(listed.recoveryCodesLeft).toBe(8);
    expect(await kit.auditedActions()).toContain('mfa.recovery_code_used');
  });

  it('are of no use to anybody else', async () => {
    const kit = new MfaKit();
    const [ada, bob] = [await kit.enrolled(), await kit.enrolled()];
    const [recoveryCode] = ada.recoveryCodes;
    expect(await codeOf(kit.answer(await kit.challengeToken(bob.user), { recoveryCode }))).toBe(
      'INVALID_CREDENTIALS',
    );
  });

  it('are replaced all at once, by their owner, who has to be fresh', async () => {
    const kit = new MfaKit();
    const person = await kit.enrolled();
    const renew = await kit.get(mfaTokens.renewMyRecoveryCodes);
    const owner = await kit.bearer((await kit.signIn(person)).accessToken);
    kit.clock.advance(601);
    expect(await codeOf(renew.execute(owner))).toBe('STEP_UP_REQUIRED');
    const fresh = await kit.bearer((await kit.signIn(person)).accessToken);
    const { recoveryCodes } = await renew.execute(fresh);
    expect(new Set([...recoveryCodes, ...person.recoveryCodes]).size).toBe(20);
    const use = async (recoveryCode?: string) =>
      kit.answer(await kit.challengeToken(person.user), { recoveryCode });
    expect(await codeOf(use(person.recoveryCodes[0]))).toBe('INVALID_CREDENTIALS');
    expect(await codeOf(use(recoveryCodes[0]))).toBeNull();
    expect(await kit.auditedActions()).toContain('mfa.recovery_codes_renewed');
  });

  it('are there only with a factor', async () => {
    const kit = new MfaKit();
    const owner = await kit.as(await kit.verifiedPerson());
    expect(await codeOf((await kit.get(mfaTokens.renewMyRecoveryCodes)).execute(owner))).toBe(
      'FACTOR_NOT_FOUND',
    );
  });
});
