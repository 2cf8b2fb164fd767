import { expect, it } from 'vitest';
import { auditTokens } from '#composition/features/audit.tokens.js';
import { eventsTokens } from '#composition/features/events.tokens.js';
import { mfaTokens } from '#composition/features/mfa.tokens.js';
import { FactorId, SecondFactors, type TotpFactor } from '#domain/mfa/second-factors.js';
import type { UserId } from '#domain/shared/ids.js';
import { UuidV7Generator } from '#infrastructure/system/uuid-v7-generator.js';
import { aUserId } from '#testing/ids.js';
import { describeOnEveryStore, type Store } from '#testing/stores.js';
import { aStoredUser, remove, winners } from './support.js';

const at = (seconds: number) => new Date(Date.parse('2026-03-01T12:00:00.123Z') + seconds * 1000);
/** In order also within a millisecond. */
const ids = new UuidV7Generator();
const aFactorId = () => FactorId.parse(ids.next());

const aFactor = (traits: Partial<TotpFactor> = {}): TotpFactor => ({
  id: aFactorId(),
  type: 'totp',
  name: 'Phone (ünï)',
  sealedSecret: 'v1.key.iv.sealed',
  createdAt: at(0),
  confirmedAt: at(1),
  lastUsedAt: at(2),
  lastStep: 59_000_000,
  ...traits,
});

describeOnEveryStore('SecondFactorsRepository', {}, (store) => {
  const repository = () => store.get(mfaTokens.repository);
  const stored = async (factors: readonly TotpFactor[], codes: readonly string[] = []) => {
    const { id: userId } = await aStoredUser(store);
    const secondFactors = SecondFactors.rehydrate({ userId, factors, recoveryCodesLeft: 0 });
    if (codes.length > 0) secondFactors.renewRecoveryCodes(codes, at(0));
    const factorsOf = await repository();
    await store.run(() => factorsOf.save(secondFactors));
    return { userId, repository: factorsOf };
  };

  it('gives back every field, in the order of their making, and nothing for somebody else', async () => {
    const factors = [aFactor(), aFactor({ name: null, confirmedAt: null, lastUsedAt: null, lastStep: null })];
    const { userId, repository: found } = await stored(factors.toReversed(), ['a', 'b']);
    expect((await found.find(userId)).state).toEqual({ userId, factors, recoveryCodesLeft: 2 });
    const other = aUserId();
    expect((await found.find(other)).state).toEqual({ userId: other, factors: [], recoveryCodesLeft: 0 });
  });

  it('stores what was removed, what was confirmed, and what takes the place of recovery codes', async () => {
    const [kept, removed] = [aFactor({ lastStep: 7 }), aFactor()];
    const pending = aFactor({ confirmedAt: null, lastUsedAt: null, lastStep: null });
    const { userId, repository: found } = await stored([kept, removed, pending], ['a', 'b']);
    const changed = await found.find(userId);
    changed.remove(removed.id, at(3));
    changed.confirm(pending.id, 8, ['c'], at(4));
    await store.run(() => found.save(changed));
    const confirmed = { ...pending, confirmedAt: at(4), lastStep: 8 };
    expect((await found.find(userId)).state).toEqual({
      userId,
      factors: [kept, confirmed],
      recoveryCodesLeft: 2,
    });
    changed.renewRecoveryCodes(['d', 'e', 'f'], at(5));
    await store.run(() => found.save(changed));
    expect(await store.run(() => found.spendRecoveryCode(userId, 'a', at(6)))).toBe(false);
    expect((await found.find(userId)).state.recoveryCodesLeft).toBe(3);
  });

  it('does not take back what was used since the factors were read', async () => {
    const factor = aFactor({ lastStep: 5 });
    const { userId, repository: found } = await stored([factor], ['a', 'b']);
    const read = await found.find(userId);
    await store.run(() => found.spendStep(factor.id, 6, at(9)));
    await store.run(() => found.spendRecoveryCode(userId, 'a', at(9)));
    read.begin({ id: aFactorId(), name: null, sealedSecret: 'sealed' }, at(10));
    await store.run(() => found.save(read));
    const { state } = await found.find(userId);
    expect(state.factors[0]).toMatchObject({ lastStep: 6, lastUsedAt: at(9) });
    expect(state.recoveryCodesLeft).toBe(1);
  });

  it('MFA-04 spends a step once, and none before it, for one of twenty at the same time', async () => {
    const factor = aFactor({ lastStep: null });
    const { repository: found } = await stored([factor]);
    const spend = (step: number) => store.run(() => found.spendStep(factor.id, step, at(0)));
    expect(await winners(20, () => spend(100))).toBe(1);
    expect([await spend(99), await spend(100), await spend(101)]).toEqual([false, false, true]);
  });

  it('spends no step of a factor that is not confirmed, or is not there', async () => {
    const factor = aFactor({ confirmedAt: null, lastStep: null });
    const { repository: found } = await stored([factor]);
    expect(await store.run(() => found.spendStep(factor.id, 1, at(0)))).toBe(false);
    expect(await store.run(() => found.spendStep(aFactorId(), 1, at(0)))).toBe(false);
  });

  it('spends a recovery code for one of fifty at the same time, and tells of it once', async () => {
    const { userId, repository: found } = await stored([aFactor()], ['a', 'b', 'c']);
    expect(await winners(50, () => store.run(() => found.spendRecoveryCode(userId, 'b', at(0))))).toBe(1);
    const other = await stored([aFactor()], ['z']);
    expect(await store.run(() => found.spendRecoveryCode(other.userId, 'a', at(0)))).toBe(false);
    expect(await used(store, userId)).toEqual([{ left: 2, subjectId: userId }]);
  });

  it('takes back what was spent in a unit of work that fails', async () => {
    const factor = aFactor({ lastStep: null });
    const { userId, repository: found } = await stored([factor], ['a']);
    const attempt = store.run(async () => {
      await found.spendStep(factor.id, 1, at(0));
      await found.spendRecoveryCode(userId, 'a', at(0));
      throw new Error('later');
    });
    await expect(attempt).rejects.toThrow('later');
    expect((await found.find(userId)).state).toMatchObject({ factors: [factor], recoveryCodesLeft: 1 });
    expect(await used(store, userId)).toEqual([]);
  });

  it('throws outside a unit of work', async () => {
    const { userId, repository: found } = await stored([]);
    const nothing = SecondFactors.rehydrate({ userId, factors: [], recoveryCodesLeft: 0 });
    await expect(found.save(nothing)).rejects.toThrow(/unit of work/);
    await expect(found.spendStep(aFactorId(), 1, at(0))).rejects.toThrow(/unit of work/);
    await expect(found.spendRecoveryCode(userId, 'a', at(0))).rejects.toThrow(/unit of work/);
  });

  it('refuses factors of a user who has gone, and loses those of one who goes', async () => {
    const found = await repository();
    const nobody = { userId: aUserId(), factors: [aFactor()], recoveryCodesLeft: 0 };
    const user = await aStoredUser(store);
    const theirs = { userId: user.id, factors: [aFactor()], recoveryCodesLeft: 0 };
    await store.run(() => found.save(SecondFactors.rehydrate(theirs)));
    await remove(store, user);
    expect((await found.find(user.id)).state.factors).toEqual([]);
    const late = store.run(() => found.save(SecondFactors.rehydrate(nobody)));
    await expect(late).rejects.toMatchObject({ code: 'USER_NOT_FOUND' });
  });
});

/** What is on record of the use of recovery codes. */
async function used(store: Store, userId: UserId): Promise<readonly object[]> {
  await (await store.get(eventsTokens.runner)).drain();
  const filter = { target: userId, action: 'mfa.recovery_code_used' };
  const { items } = await (await store.get(auditTokens.queries)).list(filter, null, 100);
  return items.map(({ details }) => details);
}
