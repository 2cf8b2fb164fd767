import { describe, expect, it } from 'vitest';
import { contributed } from '#composition/contributions.js';
import { concealedRegistrationTokens } from '#composition/features/concealed-registration.tokens.js';
import { usersTokens } from '#composition/features/users.tokens.js';
import { CheapPasswordHasher } from '#testing/cheap-password-hasher.js';
import { password, TestKit } from '#testing/test-kit.js';
import { codeOf } from '../../support/failures.js';
import { Mailroom } from '../../support/mailroom.js';

class CountingHasher extends CheapPasswordHasher {
  hashes = 0;

  override hash(...parameters: Parameters<CheapPasswordHasher['hash']>) {
    this.hashes += 1;
    return super.hash(...parameters);
  }
}

async function scene() {
  const mailroom = new Mailroom();
  const hasher = new CountingHasher();
  const kit = new TestKit({
    env: { REGISTRATION_CONCEALS: 'true' },
    features: [mailroom.feature],
    hasher,
  });
  const request = await kit.get(concealedRegistrationTokens.requestRegistration);
  const finish = await kit.get(concealedRegistrationTokens.finishRegistration);
  return {
    kit,
    mailroom,
    hasher,
    register: async (email: string, username: string) => {
      await request.execute({ email, username, password }, kit.visitor());
      await mailroom.deliver(kit);
    },
    attempt: (email: string, username: string, typed = password) =>
      codeOf(request.execute({ email, username, password: typed }, kit.visitor())),
    tokenFor: (email: string) => mailroom.token(email, 'finish-registration'),
    finish: (token: string) => finish.execute({ token }, kit.visitor()),
    users: await kit.get(usersTokens.repository),
  };
}

describe('Concealed registration', () => {
  it('makes the account with the link, verified, once', async () => {
    const { kit, register, finish, tokenFor, mailroom } = await scene();
    await register('Ada@Example.com', 'ada');
    expect(mailroom.sent).toMatchObject([
      { mail: 'finish-registration', data: { username: 'ada', seconds: 86_400 } },
    ]);
    const token = tokenFor('ada@example.com');
    const user = await finish(token);
    expect(user).toMatchObject({
      email: 'ada@example.com',
      username: 'ada',
      roles: ['user'],
      emailVerifiedAt: kit.clock.now(),
    });
    await kit.logIn(user);
    expect(await codeOf(finish(token))).toBe('TOKEN_INVALID');
    expect(await kit.auditedActions()).toEqual(
      expect.arrayContaining(['user.registered', 'user.email_verified']),
    );
  });

  it('tells in the mail alone that there is an account, after the same work', async () => {
    const { kit, register, mailroom, hasher } = await scene();
    const user = await kit.person();
    const before = hasher.hashes;
    await register(user.email, 'somebody');
    await register('nobody@example.com', 'nobody2');
    expect(hasher.hashes - before).toBe(2);
    expect(mailroom.to(user.email)).toEqual([
      { mail: 'account-exists', to: user.email, locale: null, data: { username: user.username } },
    ]);
    expect(mailroom.to('nobody@example.com')).toMatchObject([{ mail: 'finish-registration' }]);
  });

  it('reserves neither address nor username until it is finished', async () => {
    const { kit, register, finish, tokenFor, users } = await scene();
    await register('first@example.com', 'wanted');
    await register('second@example.com', 'wanted');
    const second = await finish(tokenFor('second@example.com'));
    expect(second.username).toBe('wanted');
    const token = tokenFor('first@example.com');
    expect(await codeOf(finish(token))).toBe('USERNAME_TAKEN');
    await kit.deleteAccount(second);
    expect((await finish(token)).email).toBe('first@example.com');
    expect(await users.findById(second.id)).toBeNull();
  });

  it('refuses the link when the address has an account meanwhile', async () => {
    const { kit, register, finish, tokenFor } = await scene();
    await register('person1@example.com', 'other');
    await kit.person();
    expect(await codeOf(finish(tokenFor('person1@example.com')))).toBe('TOKEN_INVALID');
  });

  it('tells in the mail alone that a username is taken or reserved, after the same work', async () => {
    const { kit, register, mailroom, hasher } = await scene();
    const user = await kit.person();
    const before = hasher.hashes;
    for (const username of [user.username, 'postmaster'])
      await register(`for-${username}@example.com`, username);
    expect(hasher.hashes - before).toBe(2);
    for (const username of [user.username, 'postmaster']) {
      expect(mailroom.to(`for-${username}@example.com`)).toEqual([
        { mail: 'username-taken', to: `for-${username}@example.com`, locale: null, data: { username } },
      ]);
    }
  });

  it('leaves room in the mailbox for the link when usernames were taken', async () => {
    const { kit, register, finish, tokenFor, mailroom } = await scene();
    const user = await kit.person();
    for (let count = 0; count < 9; count += 1) await register('ada@example.com', user.username);
    await register('ada@example.com', 'ada');
    expect(mailroom.to('ada@example.com')).toHaveLength(4);
    expect((await finish(tokenFor('ada@example.com'))).username).toBe('ada');
  });

  it('keeps a link that works when a later registration fails for its username', async () => {
    const { kit, register, finish, tokenFor } = await scene();
    const user = await kit.person();
    await register('ada@example.com', 'ada');
    await register('ada@example.com', user.username);
    expect((await finish(tokenFor('ada@example.com'))).username).toBe('ada');
  });

  it('tells a weak password, whether the address has an account or not', async () => {
    const { kit, attempt } = await scene();
    const user = await kit.person();
    for (const email of [user.email, 'nobody@example.com']) {
      expect(await attempt(email, 'somebody', 'password')).toBe('WEAK_PASSWORD');
      expect(await attempt(email, 'somebody')).toBeNull();
    }
  });

  it('lets a later link for the same address take the place of the earlier one', async () => {
    const { register, finish, tokenFor } = await scene();
    await register('ada@example.com', 'ada1');
    const first = tokenFor('ada@example.com');
    await register('ada@example.com', 'ada2');
    expect(await codeOf(finish(first))).toBe('TOKEN_INVALID');
    expect((await finish(tokenFor('ada@example.com'))).username).toBe('ada2');
  });

  it('ends after a day, by the clock of the store', async () => {
    const { kit, register, finish, tokenFor } = await scene();
    await register('ada@example.com', 'ada');
    kit.clock.advance(86_400);
    expect(await codeOf(finish(tokenFor('ada@example.com')))).toBe('TOKEN_INVALID');
    for (const token of ['', 'ghf_', 'made up']) expect(await codeOf(finish(token))).toBe('TOKEN_INVALID');
  });

  it("RST-09 fills nobody's mailbox, whatever follows the plus sign", async () => {
    const { register, mailroom } = await scene();
    for (let count = 0; count < 8; count += 1) await register(`ada+${count}@example.com`, `ada${count}`);
    expect(mailroom.sent).toHaveLength(5);
  });

  it('makes one account of a link that is used many times at once', async () => {
    const { register, finish, tokenFor } = await scene();
    await register('ada@example.com', 'ada');
    const token = tokenFor('ada@example.com');
    const codes = await Promise.all(Array.from({ length: 20 }, () => codeOf(finish(token))));
    expect(codes.filter((code) => code === null)).toHaveLength(1);
    expect(new Set(codes)).toEqual(new Set([null, 'TOKEN_INVALID']));
  });

  it('is offered to whoever verifies addresses, for tokens of its own', async () => {
    const { kit, register, tokenFor } = await scene();
    await register('ada@example.com', 'ada');
    const token = tokenFor('ada@example.com');
    const redeemers = await kit.get(contributed.tokenRedeemers);
    expect(redeemers.filter((redeemer) => redeemer.accepts('made up'))).toEqual([]);
    const [redeemer] = redeemers.filter((each) => each.accepts(token));
    expect(await redeemer?.redeem(token, kit.visitor())).toMatchObject({ username: 'ada' });
  });
});
