import { expect, it } from 'vitest';
import { contributed } from '#composition/contributions.js';
import { mailedCodesTokens } from '#composition/features/mailed-codes.tokens.js';
import { usersTokens } from '#composition/features/users.tokens.js';
import type { User } from '#domain/users/user.js';
import { nextSerial } from '#testing/ids.js';
import { describeOnEveryStore } from '#testing/stores.js';
import { aUser } from '../../support/builders/user.js';
import { times } from '../fixture.js';

describeOnEveryStore('MailedCodes', {}, (store) => {
  const codes = () => store.get(mailedCodesTokens.codes);
  const someone = async (): Promise<User> => {
    const user = aUser();
    const users = await store.get(usersTokens.repository);
    await store.run(() => users.add(user));
    return user;
  };
  const opened = async () => {
    const hash = `challenge-${nextSerial()}`;
    await store.run(async () => (await codes()).open({ hash, sealedAddress: `sealed ${hash}` }));
    return hash;
  };
  const armed = async (user: User) => {
    const hash = await opened();
    const code = codeFor(user, hash);
    expect(await store.run(async () => (await codes()).arm(hash, code))).toBe(true);
    return { hash, ...code };
  };
  const codeFor = ({ id: userId }: User, hash: string) => ({
    userId,
    accountDigest: `account of ${hash}`,
    codeDigest: `code of ${hash}`,
    linkHash: `link of ${hash}`,
  });
  const consume = (hash: string, digest: string) =>
    store.run(async () => (await codes()).consume(hash, digest));
  const consumeLink = (linkHash: string) => store.run(async () => (await codes()).consumeLink(linkHash));

  it('finds what was opened, and nothing else', async () => {
    const hash = await opened();
    expect(await (await codes()).find(hash)).toEqual({ sealedAddress: `sealed ${hash}` });
    expect(await (await codes()).find('made up')).toBeNull();
  });

  it('gives the code of an armed challenge to be compared, five times, and none for others', async () => {
    const [with_, without] = [await armed(await someone()), await opened()];
    for (const [hash, codeDigest] of [
      [with_.hash, with_.codeDigest],
      [without, null],
    ] as const) {
      for (const _ of times(5, () => 0)) expect(await (await codes()).takeTry(hash)).toEqual({ codeDigest });
      expect(await (await codes()).takeTry(hash)).toBeNull();
      expect(await (await codes()).find(hash)).toBeNull();
    }
    expect(await (await codes()).takeTry('made up')).toBeNull();
  });

  it('counts no more than five of many tries at once, whatever becomes of what surrounds them', async () => {
    const { hash } = await armed(await someone());
    const tried = await Promise.all(times(50, async () => (await codes()).takeTry(hash)));
    expect(tried.filter((attempt) => attempt !== null)).toHaveLength(5);
  });

  it('is armed once', async () => {
    const user = await someone();
    const { hash } = await armed(user);
    const again = { ...codeFor(user, 'another'), codeDigest: 'another' };
    expect(await store.run(async () => (await codes()).arm(hash, again))).toBe(false);
    expect(await store.run(async () => (await codes()).arm('made up', again))).toBe(false);
    expect(await (await codes()).takeTry(hash)).toEqual({ codeDigest: `code of ${hash}` });
  });

  it('takes the codes of earlier challenges of the same account, and of no other', async () => {
    const [user, other] = [await someone(), await someone()];
    const [first, others] = [await armed(user), await armed(other)];
    await armed(user);
    expect(await (await codes()).takeTry(first.hash)).toEqual({ codeDigest: null });
    expect(await consumeLink(first.linkHash)).toBeNull();
    expect(await consume(first.hash, first.codeDigest)).toBeNull();
    expect(await (await codes()).takeTry(others.hash)).toEqual({ codeDigest: others.codeDigest });
  });

  it('is consumed by one of many, by code or by link', async () => {
    const { hash, codeDigest, linkHash, userId, accountDigest } = await armed(await someone());
    expect(await consume(hash, 'wrong')).toBeNull();
    expect(await consumeLink('wrong')).toBeNull();
    const results = await Promise.all(
      times(50, (index) => (index % 2 === 0 ? consume(hash, codeDigest) : consumeLink(linkHash))),
    );
    expect(results.filter((result) => result !== null)).toEqual([{ userId, accountDigest }]);
    expect(await (await codes()).find(hash)).toBeNull();
  });

  it('is there again when what consumed it is rolled back', async () => {
    const { hash, linkHash } = await armed(await someone());
    const failing = store.run(async () => {
      await (await codes()).consumeLink(linkHash);
      throw new Error('rolled back');
    });
    await expect(failing).rejects.toThrow('rolled back');
    expect(await (await codes()).find(hash)).not.toBeNull();
    expect(await consumeLink(linkHash)).not.toBeNull();
  });

  it('goes with its account', async () => {
    const user = await someone();
    const { hash } = await armed(user);
    const users = await store.get(usersTokens.repository);
    await store.run(() => users.remove(user));
    expect(await (await codes()).find(hash)).toBeNull();
  });

  it('is written in a unit of work only', async () => {
    const mailed = await codes();
    for (const write of [
      () => mailed.open({ hash: 'x', sealedAddress: 'x' }),
      () => mailed.arm('x', codeFor(aUser(), 'x')),
      () => mailed.consume('x', 'x'),
      () => mailed.consumeLink('x'),
    ]) {
      await expect(write()).rejects.toThrow('unit of work');
    }
  });

  it('has a retention, and a job that makes it complete', async () => {
    await opened();
    expect(await (await store.get(mailedCodesTokens.retention)).deleteOverFor(0, 10)).toBe(0);
    const jobs = await store.get(contributed.jobs);
    expect(jobs.map(({ job }) => job.name)).toContain('mailed-codes.send');
  });
});
