import { expect, it } from 'vitest';
import { type Challenge, type ChallengeKind, challengeTries } from '#application/mfa/challenges.js';
import { mfaTokens } from '#composition/features/mfa.tokens.js';
import { aUserId, testIds } from '#testing/ids.js';
import { describeOnEveryStore } from '#testing/stores.js';
import { codeOf } from '../../support/failures.js';
import { aStoredUser, remove, winners } from './support.js';

describeOnEveryStore('Challenges', {}, (store) => {
  const challenges = () => store.get(mfaTokens.challenges);
  const open = async (kind: ChallengeKind = 'mfa') => {
    const user = await aStoredUser(store);
    const challenge: Challenge = {
      kind,
      userId: user.id,
      passwordVersion: 1,
      amr: ['pwd', 'swk'],
      audience: 'https://billing.test',
    };
    const digest = testIds.next();
    await (await challenges()).add(digest, challenge);
    return { digest, challenge, user };
  };

  it('gives back what was opened, by its digest and as its kind only', async () => {
    const { digest, challenge } = await open();
    const found = await challenges();
    expect(await found.find(digest, 'mfa')).toMatchObject(challenge);
    expect(await found.take(digest, 'mfa')).toMatchObject({ ...challenge, triesLeft: challengeTries - 1 });
    for (const [other, kind] of [
      [digest, 'mfa_enrollment'],
      [testIds.next(), 'mfa'],
    ] as const) {
      expect([await found.find(other, kind), await found.take(other, kind)]).toEqual([null, null]);
    }
  });

  it('has so many tries and no more, of thirty at the same time', async () => {
    const { digest } = await open();
    const found = await challenges();
    const take = async () => (await found.take(digest, 'mfa')) !== null;
    expect(await winners(30, take)).toBe(challengeTries);
    expect(await found.find(digest, 'mfa')).toBeNull();
  });

  it('is passed by one of fifty at the same time', async () => {
    const { digest } = await open();
    const found = await challenges();
    expect(await winners(50, () => store.run(() => found.consume(digest)))).toBe(1);
    expect(await found.find(digest, 'mfa')).toBeNull();
  });

  it('is open again where the unit of work fails in which it was passed, but for the try', async () => {
    const { digest } = await open();
    const found = await challenges();
    const attempt = store.run(async () => {
      await found.consume(digest);
      throw new Error('later');
    });
    await expect(attempt).rejects.toThrow('later');
    expect(await found.take(digest, 'mfa')).toMatchObject({ triesLeft: challengeTries - 1 });
  });

  it('goes with its user', async () => {
    const { digest, user } = await open();
    await remove(store, user);
    expect(await (await challenges()).find(digest, 'mfa')).toBeNull();
  });

  it('is for nobody who has just been deleted, who is told what everybody is that does not exist', async () => {
    const { challenge } = await open();
    const found = await challenges();
    const adding = found.add(testIds.next(), { ...challenge, userId: aUserId() });
    expect(await codeOf(adding)).toBe('INVALID_CREDENTIALS');
  });
});

describeOnEveryStore('TrustedDevices', {}, (store) => {
  const devices = () => store.get(mfaTokens.devices);
  const add = async (seconds: number) => {
    const user = await aStoredUser(store);
    const [digest, device] = [testIds.next(), { userId: user.id, passwordVersion: 1 }];
    const found = await devices();
    await store.run(() => found.add(digest, device, seconds));
    return { digest, device, user, found };
  };

  it('trusts one for so long, with the password that it was trusted with, and for its user', async () => {
    const { digest, device, found } = await add(60);
    expect(await found.isTrusted(digest, device)).toBe(true);
    expect(await found.isTrusted(testIds.next(), device)).toBe(false);
    expect(await found.isTrusted(digest, { ...device, passwordVersion: 2 })).toBe(false);
    expect(await found.isTrusted(digest, { ...device, userId: aUserId() })).toBe(false);
    const over = await add(-1);
    expect(await found.isTrusted(over.digest, over.device)).toBe(false);
  });

  it('forgets those of a user', async () => {
    const [one, other] = [await add(60), await add(60)];
    await store.run(() => one.found.forgetAll(one.user.id));
    expect(await one.found.isTrusted(one.digest, one.device)).toBe(false);
    expect(await one.found.isTrusted(other.digest, other.device)).toBe(true);
    await remove(store, other.user);
    expect(await one.found.isTrusted(other.digest, other.device)).toBe(false);
  });

  it('throws outside a unit of work', async () => {
    const { device, found } = await add(60);
    await expect(found.add(testIds.next(), device, 60)).rejects.toThrow(/unit of work/);
    await expect(found.forgetAll(device.userId)).rejects.toThrow(/unit of work/);
  });
});
