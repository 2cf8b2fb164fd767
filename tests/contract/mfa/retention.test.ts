import { expect, it } from 'vitest';
import { challengeSeconds } from '#application/mfa/challenges.js';
import { mfaTokens } from '#composition/features/mfa.tokens.js';
import { FactorId, SecondFactors } from '#domain/mfa/second-factors.js';
import { testIds } from '#testing/ids.js';
import { describeOnEveryStore } from '#testing/stores.js';
import { aStoredUser } from './support.js';

describeOnEveryStore('Retention of second factors', {}, (store) => {
  it('removes challenges that are over', async () => {
    const { id: userId } = await aStoredUser(store);
    const challenges = await store.get(mfaTokens.challenges);
    const digests = [testIds.next(), testIds.next()];
    for (const digest of digests) {
      await challenges.add(digest, { kind: 'mfa', userId, passwordVersion: 1, amr: ['pwd'], audience: null });
    }
    const retention = await store.get(mfaTokens.challengeRetention);
    expect(await retention.deleteOverFor(0, 10)).toBe(0);
    // As it will be when they are over.
    expect(await retention.deleteOverFor(-challengeSeconds - 60, 1)).toBe(1);
    expect(await retention.deleteOverFor(-challengeSeconds - 60, 10)).toBe(1);
  });

  it('removes devices that are trusted no more', async () => {
    const { id: userId } = await aStoredUser(store);
    const devices = await store.get(mfaTokens.devices);
    const device = { userId, passwordVersion: 1 };
    const [over, trusted] = [testIds.next(), testIds.next()];
    await store.run(() => devices.add(over, device, -60));
    await store.run(() => devices.add(trusted, device, 60));
    expect(await (await store.get(mfaTokens.deviceRetention)).deleteOverFor(0, 10)).toBe(1);
    expect(await devices.isTrusted(trusted, device)).toBe(true);
  });

  it('removes factors whose enrolment was given up, and no others', async () => {
    const { id: userId } = await aStoredUser(store);
    const repository = await store.get(mfaTokens.repository);
    const factors = SecondFactors.rehydrate({ userId, factors: [], recoveryCodesLeft: 0 });
    const begunAt = new Date(Date.now() - 60_000);
    const kept = FactorId.parse(testIds.next());
    factors.begin({ id: kept, name: null, sealedSecret: 'sealed' }, begunAt);
    factors.confirm(kept, 1, [], begunAt);
    factors.begin({ id: FactorId.parse(testIds.next()), name: null, sealedSecret: 'sealed' }, begunAt);
    await store.run(() => repository.save(factors));
    const retention = await store.get(mfaTokens.pendingFactorRetention);
    expect(await retention.deleteOverFor(3600, 10)).toBe(0);
    expect(await retention.deleteOverFor(30, 10)).toBe(1);
    expect((await repository.find(userId)).state.factors.map(({ id }) => id)).toEqual([kept]);
  });
});
