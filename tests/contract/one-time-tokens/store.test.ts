import { expect, it } from 'vitest';
import type { NewOneTimeToken, OneTimeToken } from '#application/one-time-tokens/one-time-token-store.js';
import { oneTimeTokensTokens } from '#composition/features/one-time-tokens.tokens.js';
import { usersTokens } from '#composition/features/users.tokens.js';
import type { Email } from '#domain/users/email.js';
import type { User } from '#domain/users/user.js';
import { aUserId } from '#testing/ids.js';
import { describeOnEveryStore } from '#testing/stores.js';
import { aUser } from '../../support/builders/user.js';
import { codeOf } from '../../support/failures.js';
import { Mailroom } from '../../support/mailroom.js';
import { StoreTime } from '../../support/store-time.js';
import { times } from '../fixture.js';

const time = new StoreTime((passed) => `UPDATE one_time_tokens SET expires_at = expires_at - ${passed}`);
const features = [new Mailroom().feature, time.feature];
let serial = 0;

/** Another one at each call. */
function aToken(user: User, known: Partial<NewOneTimeToken> = {}): NewOneTimeToken {
  serial += 1;
  return {
    hash: `hash-${serial}`,
    userId: user.id,
    purpose: 'reset-password',
    slot: '',
    email: null,
    binding: `binding-${serial}`,
    seconds: 600,
    ...known,
  };
}

describeOnEveryStore('OneTimeTokenStore', { features }, (store) => {
  const tokens = () => store.get(oneTimeTokensTokens.store);
  const somebody = async () => {
    const users = await store.get(usersTokens.repository);
    const user = aUser();
    await store.run(() => users.add(user));
    return user;
  };
  const put = async (...given: readonly NewOneTimeToken[]) => {
    const stored = await tokens();
    for (const token of given) await store.run(() => stored.put(token));
  };
  const find = async ({ hash }: NewOneTimeToken, ...purposes: readonly string[]) =>
    (await tokens()).find(hash, purposes.length === 0 ? ['reset-password'] : purposes);
  const take = async ({ hash }: NewOneTimeToken, ...purposes: readonly string[]) => {
    const stored = await tokens();
    return store.run(() => stored.take(hash, purposes.length === 0 ? ['reset-password'] : purposes));
  };
  const numberOf = async (token: NewOneTimeToken) => (await find(token))?.number as number;

  it('lists what is kept of somebody, without digests', async () => {
    const [user, other] = [await somebody(), await somebody()];
    const token = aToken(user, { purpose: 'change-email', email: 'new@example.com' });
    await put(aToken(user), token, aToken(other));
    const issuedAt = (await find(token, 'change-email'))?.issuedAt as Date;
    const kept = await (await tokens()).listOf(user.id);
    expect(kept.map(({ purpose }) => purpose)).toEqual(['reset-password', 'change-email']);
    expect(kept[1]).toEqual({
      purpose: 'change-email',
      email: 'new@example.com',
      issuedAt,
      expiresAt: expect.any(Date),
    });
  });

  it('gives back what it was given, and once to who takes it', async () => {
    const token = aToken(await somebody(), { email: 'new@example.com' });
    await put(token);
    const { userId, purpose, email, binding } = token;
    const kept = { userId, purpose, email, binding, number: expect.any(Number), issuedAt: expect.any(Date) };
    expect(await find(token)).toEqual(kept);
    expect(await take(token)).toEqual(kept);
    expect(await find(token)).toBeNull();
    expect(await take(token)).toBeNull();
  });

  it('knows a token for its purpose only', async () => {
    const token = aToken(await somebody(), { purpose: 'verify-email', binding: null });
    await put(token);
    expect(await find(token)).toBeNull();
    expect(await take(token, 'reset-password', 'change-email')).toBeNull();
    expect(await take(token, 'reset-password', 'verify-email')).toMatchObject({ binding: null });
  });

  it('keeps the address that one without a binding leads to for its account, while it is good', async () => {
    const owner = await somebody();
    const { email: left } = aUser().state;
    await put(
      aToken(owner, {
        purpose: 'revert-email',
        slot: left.value,
        email: left.value,
        binding: null,
        seconds: 60,
      }),
    );
    const users = await store.get(usersTokens.repository);
    const takeover = async (email: Email) => {
      const stored = (await users.findById(owner.id)) as User;
      stored.changeEmail(email, new Date());
      await store.run(() => users.save(stored));
    };
    const register = () => store.run(() => users.add(aUser({ email: left.value })));
    const change = async (user: User) => {
      const stored = (await users.findById(user.id)) as User;
      stored.changeEmail(left, new Date());
      return store.run(() => users.save(stored));
    };
    const other = await somebody();
    expect(await codeOf(register())).toBe('EMAIL_TAKEN');
    expect(await codeOf(change(other))).toBe('EMAIL_TAKEN');
    await takeover(left);
    await takeover(aUser().state.email);
    await time.pass(store, 60);
    await change(other);
    expect((await users.findByEmail(left))?.id).toBe(other.id);
  });

  it('keeps it from whoever registers at the time of the change, too', async () => {
    const users = await store.get(usersTokens.repository);
    const stored = await tokens();
    for (const owner of [await somebody(), await somebody(), await somebody()]) {
      const { email } = owner.state;
      const leave = store.run(async () => {
        const leaving = (await users.findByIdForUpdate(owner.id)) as User;
        leaving.changeEmail(aUser().state.email, new Date());
        await users.save(leaving);
        await stored.put(
          aToken(owner, { purpose: 'revert-email', slot: email.value, email: email.value, binding: null }),
        );
      });
      const registered = times(8, () => codeOf(store.run(() => users.add(aUser({ email: email.value })))));
      await leave;
      expect(new Set(await Promise.all(registered))).toEqual(new Set(['EMAIL_TAKEN']));
    }
  });

  it('keeps no address that one with a binding is for', async () => {
    const { email } = aUser().state;
    await put(aToken(await somebody(), { email: email.value }));
    const users = await store.get(usersTokens.repository);
    await store.run(() => users.add(aUser({ email: email.value })));
  });

  it('keeps the last one of a slot, with the number and the time of issue of the first', async () => {
    const [user, other] = [await somebody(), await somebody()];
    const first = aToken(user);
    await put(first);
    const { number, issuedAt } = (await find(first)) as OneTimeToken;
    await time.pass(store, 1);
    const beside = [aToken(user, { slot: 'b' }), aToken(user, { purpose: 'b' }), aToken(other)];
    const second = aToken(user, { email: 'second@example.com' });
    await put(...beside, second);
    expect(await find(first)).toBeNull();
    expect(await find(second)).toMatchObject({
      number,
      issuedAt,
      email: second.email,
      binding: second.binding,
    });
    await time.pass(store, 600);
    const third = aToken(user);
    await put(third, ...beside);
    expect((await find(third))?.issuedAt.getTime()).toBeGreaterThan(issuedAt.getTime());
    const numbers = await Promise.all(
      beside.map(async (token) => (await find(token, 'reset-password', 'b'))?.number as number),
    );
    expect(numbers).toEqual([number, ...numbers].sort((a, b) => a - b).slice(1));
  });

  it('forgets a token when its time has come', async () => {
    const retention = await store.get(oneTimeTokensTokens.retention);
    await retention.deleteOverFor(0, 1_000);
    const user = await somebody();
    const [short, long] = [aToken(user, { seconds: 60 }), aToken(user, { slot: 'long', seconds: 6_000 })];
    await put(short, long);
    await time.pass(store, 59);
    expect(await find(short)).not.toBeNull();
    await time.pass(store, 1);
    expect(await find(short)).toBeNull();
    expect(await take(short)).toBeNull();
    expect(await retention.deleteOverFor(3_600, 10)).toBe(0);
    expect(await retention.deleteOverFor(0, 10)).toBe(1);
    expect(await find(long)).not.toBeNull();
  });

  it('gives it to one of many who take it at once', async () => {
    const token = aToken(await somebody());
    await put(token);
    const taken = await Promise.all(times(50, () => take(token)));
    expect(taken.filter((each) => each !== null)).toHaveLength(1);
  });

  it('keeps one of many that are put into one slot at once', async () => {
    const user = await somebody();
    const many = times(20, () => aToken(user));
    await Promise.all(many.map((token) => put(token)));
    const found = await Promise.all(many.map((token) => find(token)));
    expect(found.filter((each) => each !== null)).toHaveLength(1);
  });

  it('takes part in a unit of work, and writes in no other way', async () => {
    const user = await somebody();
    const [kept, never] = [aToken(user), aToken(user, { slot: 'never' })];
    await put(kept);
    const stored = await tokens();
    const failing = store.run(async () => {
      await stored.put(never);
      expect(await stored.take(kept.hash, [kept.purpose])).not.toBeNull();
      expect(await stored.find(kept.hash, [kept.purpose])).toBeNull();
      expect(await stored.find(never.hash, [never.purpose])).not.toBeNull();
      throw new Error('rolled back');
    });
    await expect(failing).rejects.toThrow('rolled back');
    expect(await find(never)).toBeNull();
    expect(await find(kept)).not.toBeNull();
    await expect(stored.put(never)).rejects.toThrow('unit of work');
    await expect(stored.take(kept.hash, [kept.purpose])).rejects.toThrow('unit of work');
    await expect(stored.discard(user.id, [], null)).rejects.toThrow('unit of work');
  });

  it('gives back what was taken in vain to the next in line', async () => {
    const token = aToken(await somebody());
    await put(token);
    const stored = await tokens();
    const inVain = store.run(async () => {
      await stored.take(token.hash, [token.purpose]);
      throw new Error('taken in vain');
    });
    const [, next] = await Promise.allSettled([inVain, take(token)]);
    const left = await take(token);
    expect(
      [next.status === 'fulfilled' ? next.value : null, left].filter((each) => each !== null),
    ).toHaveLength(1);
  });

  it('discards what is bound to something else, and what is not bound from a number on', async () => {
    const [user, other] = [await somebody(), await somebody()];
    const unbound = (slot: string) => aToken(user, { slot, binding: null });
    const bound = [aToken(user, { slot: 'alive' }), aToken(user, { slot: 'dead' })] as const;
    const ways = [unbound('1'), unbound('2'), unbound('3')] as const;
    const foreign = aToken(other);
    await put(...bound, ...ways, foreign);
    const stored = await tokens();
    const left = async () => {
      const found = await Promise.all([...bound, ...ways, foreign].map((token) => find(token)));
      return found.map((each) => each !== null);
    };
    await store.run(() => stored.discard(user.id, [bound[0].binding as string], null));
    expect(await left()).toEqual([true, false, true, true, true, true]);
    const number = await numberOf(ways[1]);
    await store.run(() => stored.discard(user.id, [bound[0].binding as string], number));
    expect(await left()).toEqual([true, false, true, false, false, true]);
    await store.run(() => stored.discard(user.id, [], 0));
    expect(await left()).toEqual([false, false, false, false, false, true]);
  });

  it('withdraws the one in a place, once, unless it has expired', async () => {
    const [user, other] = [await somebody(), await somebody()];
    const [one, beside, foreign] = [aToken(user, { slot: '1' }), aToken(user, { slot: '2' }), aToken(other)];
    const old = aToken(user, { slot: '3', seconds: -1 });
    await put(one, beside, foreign, old);
    const stored = await tokens();
    const withdraw = ({ purpose, slot }: NewOneTimeToken) =>
      store.run(() => stored.withdraw(user.id, purpose, slot));
    expect(await withdraw(one)).toMatchObject({ userId: user.id, binding: one.binding });
    expect([await withdraw(one), await withdraw(old)]).toEqual([null, null]);
    expect([await find(one), await find(beside), await find(foreign)].map((each) => each !== null)).toEqual([
      false,
      true,
      true,
    ]);
    await expect(stored.withdraw(user.id, beside.purpose, '2')).rejects.toThrow('unit of work');
  });

  it('belongs to an account, and goes with it', async () => {
    const user = await somebody();
    const token = aToken(user);
    await put(token);
    const users = await store.get(usersTokens.repository);
    await store.run(() => users.remove(user));
    expect(await find(token)).toBeNull();
    expect(await codeOf(put({ ...aToken(user), userId: aUserId() }))).toBe('USER_NOT_FOUND');
  });
});
