import { describe, expect, it } from 'vitest';
import { Lockout } from '#application/auth/lockout.js';
import type { UserView } from '#application/users/user-queries.js';
import { auditTokens } from '#composition/features/audit.tokens.js';
import { lockoutSettings } from '#composition/features/auth.settings.js';
import { authTokens } from '#composition/features/auth.tokens.js';
import { sessionsTokens } from '#composition/features/sessions.tokens.js';
import { attemptLimits } from '#domain/auth/lockout-policy.js';
import { Password } from '#domain/auth/password.js';
import { silentLogger } from '#testing/loggers.js';
import { password, TestKit } from '#testing/test-kit.js';

const env = {
  LOCKOUT_PER_ACCOUNT_AND_ADDRESS: '5',
  LOCKOUT_PER_ADDRESS: '20',
  LOCKOUT_PER_ACCOUNT: '10',
  LOCKOUT_WINDOW_SECONDS: '900',
};

async function kitWithVictim() {
  const kit = new TestKit({ env });
  const victim = await kit.person();
  const logIn = await kit.get(authTokens.logIn);
  const guess = (user: Pick<UserView, 'email'>, typed: string, ip: string) =>
    logIn.execute({ email: user.email, password: typed }, kit.visitor(ip)).then(
      () => ({ code: null, retryAfter: undefined }),
      (error: { code?: string; retryAfter?: number }) => error,
    );
  return { kit, victim, guess };
}

describe('Lockout', () => {
  it('looks at no more passwords than the limit, one after the other or all at once (ASVS 6.3.1)', async () => {
    for (const isParallel of [false, true]) {
      const { kit, victim, guess } = await kitWithVictim();
      const codes: (string | null | undefined)[] = [];
      if (isParallel) {
        const all = await Promise.all(
          Array.from({ length: 50 }, () => guess(victim, 'wrong', '198.51.100.1')),
        );
        codes.push(...all.map(({ code }) => code));
      } else {
        for (let count = 0; count < 50; count += 1) {
          codes.push((await guess(victim, 'wrong', '198.51.100.1')).code);
        }
      }
      expect(kit.hasher.verifications).toBe(5);
      expect(codes.filter((code) => code === 'INVALID_CREDENTIALS')).toHaveLength(5);
      expect(codes.filter((code) => code === 'LOGIN_LOCKED')).toHaveLength(45);
    }
  });

  it('says how long, does not prolong the window, and opens again', async () => {
    const { kit, victim, guess } = await kitWithVictim();
    for (let count = 0; count < 5; count += 1) await guess(victim, 'wrong', '198.51.100.1');
    kit.clock.advance(600);
    expect(await guess(victim, password, '198.51.100.1')).toMatchObject({
      code: 'LOGIN_LOCKED',
      retryAfter: 300,
    });
    kit.clock.advance(300);
    expect((await guess(victim, password, '198.51.100.1')).code).toBe(null);
  });

  it('counts the failures of a window, whether or not a right password comes between', async () => {
    const { victim, guess } = await kitWithVictim();
    for (let count = 0; count < 4; count += 1) await guess(victim, 'wrong', '198.51.100.1');
    expect((await guess(victim, password, '198.51.100.1')).code).toBe(null);
    expect((await guess(victim, 'wrong', '198.51.100.1')).code).toBe('INVALID_CREDENTIALS');
    expect((await guess(victim, password, '198.51.100.1')).code).toBe('LOGIN_LOCKED');
  });

  it('does not take many right passwords at once for failures', async () => {
    const { victim, guess } = await kitWithVictim();
    const all = await Promise.all(Array.from({ length: 30 }, () => guess(victim, password, '198.51.100.1')));
    expect(new Set(all.map(({ code }) => code))).toEqual(new Set([null]));
  });

  it('locks an account for strangers under guesses from many addresses, never for its owner', async () => {
    const { kit, victim, guess } = await kitWithVictim();
    await kit.logIn(victim, '192.0.2.99');
    for (let address = 1; address <= 30; address += 1) await guess(victim, 'wrong', `198.51.100.${address}`);
    expect(kit.hasher.verifications).toBe(1 + 10);
    expect((await guess(victim, password, '203.0.113.5')).code).toBe('LOGIN_LOCKED');
    expect((await guess(victim, password, '192.0.2.99')).code).toBe(null);
  });

  it('lets an owner in whose address somebody else has had locked', async () => {
    const { kit, victim, guess } = await kitWithVictim();
    await kit.logIn(victim, '198.51.100.1');
    for (let account = 0; account < 60; account += 1) {
      await guess({ email: `nobody${account}@example.com` }, 'wrong', '198.51.100.1');
    }
    expect((await guess(await kit.person(), password, '198.51.100.1')).code).toBe('LOGIN_LOCKED');
    expect((await guess(victim, password, '198.51.100.1')).code).toBe(null);
  });

  it('has short windows add up to what an account bears in a day (NIST SP 800-63B §3.2.2)', async () => {
    const { kit, victim, guess } = await kitWithVictim();
    await kit.logIn(victim, '192.0.2.99');
    const wrongIn = async (ip: string, windows: number) => {
      const before = kit.hasher.verifications;
      for (let window = 0; window < windows; window += 1) {
        for (let count = 0; count < 6; count += 1) await guess(victim, 'wrong', ip);
        kit.clock.advance(900);
      }
      return kit.hasher.verifications - before;
    };
    expect(await wrongIn('198.51.100.1', 10)).toBe(10);
    expect(await wrongIn('192.0.2.99', 10)).toBe(10);
    expect((await guess(victim, password, '192.0.2.99')).code).toBe('LOGIN_LOCKED');
    kit.clock.advance(86_400);
    expect((await guess(victim, password, '192.0.2.99')).code).toBe(null);
  });

  it('bounds what one address may guess at over all accounts', async () => {
    const { kit, guess } = await kitWithVictim();
    for (let account = 0; account < 60; account += 1) {
      await guess({ email: `nobody${account}@example.com` }, 'wrong', '198.51.100.1');
    }
    expect(kit.hasher.verifications).toBe(20);
  });

  it('takes one IPv6 network for one address', async () => {
    const { kit, victim, guess } = await kitWithVictim();
    for (let host = 1; host <= 9; host += 1) await guess(victim, 'wrong', `2001:db8:1:2::${host}`);
    expect(kit.hasher.verifications).toBe(5);
  });

  it('gives the attempt back when the hasher turns it away', async () => {
    const { kit, victim, guess } = await kitWithVictim();
    const verify = kit.hasher.verify.bind(kit.hasher);
    kit.hasher.verify = () => Promise.reject(Object.assign(new Error('busy'), { code: 'OVERLOADED' }));
    for (let count = 0; count < 20; count += 1) await guess(victim, password, '198.51.100.1');
    kit.hasher.verify = verify;
    expect((await guess(victim, password, '198.51.100.1')).code).toBe(null);
  });

  it('puts failures and the lock on record once, without what was typed', async () => {
    const { kit, victim, guess } = await kitWithVictim();
    for (let count = 0; count < 9; count += 1) await guess(victim, 'wrong-secret', '198.51.100.1');
    const actions = await kit.auditedActions();
    expect(actions.filter((action) => action === 'auth.credentials_refused')).toHaveLength(5);
    expect(actions.filter((action) => action === 'auth.login_locked')).toHaveLength(1);
    const { items } = await (await kit.get(auditTokens.queries)).list({ target: victim.id }, null, 100);
    expect(JSON.stringify(items)).not.toContain('wrong-secret');
    expect(items).toContainEqual(
      expect.objectContaining({ action: 'auth.login_locked', ip: '198.51.100.1' }),
    );
  });

  it('locks nobody out for signing in beside many others', async () => {
    const { kit, guess } = await kitWithVictim();
    const people = await Promise.all(Array.from({ length: 40 }, () => kit.person()));
    const all = await Promise.all(people.map((user) => guess(user, password, '198.51.100.1')));
    expect(new Set(all.map(({ code }) => code))).toEqual(new Set([null]));
  });

  it('does not count what it has turned away', async () => {
    const { kit, victim, guess } = await kitWithVictim();
    for (let count = 0; count < 40; count += 1) await guess(victim, 'wrong', '198.51.100.1');
    expect((await guess(await kit.person(), password, '198.51.100.1')).code).toBe(null);
  });

  it('knows the owner by the network, since addresses within one change', async () => {
    const { kit, victim, guess } = await kitWithVictim();
    await kit.logIn(victim, '2001:db8:7:7::1');
    for (let address = 1; address <= 30; address += 1) await guess(victim, 'wrong', `198.51.100.${address}`);
    expect((await guess(victim, password, '2001:db8:8:8::2')).code).toBe('LOGIN_LOCKED');
    expect((await guess(victim, password, '2001:db8:7:7::2')).code).toBe(null);
  });

  it('counts an account once, by whichever name or proof it is guessed at', async () => {
    const { kit, victim, guess } = await kitWithVictim();
    const owner = await kit.as(victim);
    const logIn = await kit.get(authTokens.logIn);
    const reauthentication = await kit.get(authTokens.reauthentication);
    const codeOf = (attempt: Promise<unknown>) =>
      attempt.then(
        () => null,
        (error: { code?: string }) => error.code,
      );
    const visitor = kit.visitor();
    const ways = [
      () => guess(victim, 'wrong', '192.0.2.1').then(({ code }) => code),
      () => codeOf(logIn.execute({ username: victim.username, password: 'wrong' }, visitor)),
      () => codeOf(reauthentication.require(Password.parse('wrong'), owner)),
    ];
    const codes: (string | null | undefined)[] = [];
    for (let count = 0; count < 6; count += 1) codes.push(await ways[count % 3]?.());
    expect(codes).toEqual([...Array(5).fill('INVALID_CREDENTIALS'), 'LOGIN_LOCKED']);
  });

  it('counts nothing against somebody whose id is typed as a name', async () => {
    const { kit, victim, guess } = await kitWithVictim();
    const logIn = await kit.get(authTokens.logIn);
    const codes = await Promise.all(
      Array.from({ length: 10 }, () =>
        logIn
          .execute({ username: victim.id, password: 'wrong' }, kit.visitor('198.51.100.1'))
          .catch(({ code }: { code: string }) => code),
      ),
    );
    expect(codes.filter((code) => code === 'INVALID_CREDENTIALS')).toHaveLength(5);
    expect((await guess(victim, password, '198.51.100.1')).code).toBe(null);
  });

  it('lets no burst past the wider limits either', async () => {
    const { kit, victim, guess } = await kitWithVictim();
    const atNobody = await Promise.all(
      Array.from({ length: 100 }, (_, index) =>
        guess({ email: `nobody${index}@example.com` }, 'wrong', '198.51.100.1'),
      ),
    );
    expect(kit.hasher.verifications).toBe(20);
    expect(new Set(atNobody.map(({ code }) => code))).toEqual(
      new Set(['INVALID_CREDENTIALS', 'LOGIN_LOCKED']),
    );
    const fromEverywhere = await Promise.all(
      Array.from({ length: 100 }, (_, index) => guess(victim, 'wrong', `203.0.113.${index}`)),
    );
    expect(kit.hasher.verifications).toBe(20 + 10);
    expect(fromEverywhere.filter(({ code }) => code === 'LOGIN_LOCKED')).toHaveLength(90);
  });

  it('has many right passwords wait for the room that failures have left', async () => {
    const { kit, victim, guess } = await kitWithVictim();
    for (let count = 0; count < 4; count += 1) await guess(victim, 'wrong', '198.51.100.1');
    let looking = 0;
    let most = 0;
    const verify = kit.hasher.verify.bind(kit.hasher);
    kit.hasher.verify = async (typed, hash) => {
      looking += 1;
      most = Math.max(most, looking);
      await new Promise((resolve) => setTimeout(resolve, 1));
      looking -= 1;
      return verify(typed, hash);
    };
    const all = await Promise.all(Array.from({ length: 30 }, () => guess(victim, password, '198.51.100.1')));
    expect(new Set(all.map(({ code }) => code))).toEqual(new Set([null]));
    expect(most).toBe(1);
  });

  it('waits for what another instance is looking at, then asks to come again, and locks nobody', async () => {
    const { kit, victim } = await kitWithVictim();
    const attempts = await kit.get(authTokens.loginAttempts);
    const settings = await kit.get(lockoutSettings.token);
    const { accountAndNetwork } = attemptLimits(settings, { userId: victim.id }, '198.51.100.1');
    let paused = 0;
    let pausesUntilRelease = Number.POSITIVE_INFINITY;
    const lockout = new Lockout(
      attempts,
      await kit.get(sessionsTokens.repository),
      await kit.get(auditTokens.trail),
      kit.clock,
      async (ms) => {
        paused += ms;
        pausesUntilRelease -= 1;
        if (pausesUntilRelease === 0) await attempts.release([accountAndNetwork]);
      },
      settings,
      silentLogger,
      await kit.get(authTokens.lockoutAlerts),
    );
    for (let count = 0; count < 5; count += 1) await attempts.reserve([accountAndNetwork]);
    const reserve = () => lockout.reserve({ userId: victim.id }, kit.visitor('198.51.100.1'));
    await expect(reserve()).rejects.toMatchObject({ code: 'OVERLOADED', retryAfter: 1 });
    expect(paused).toBe(2_000);
    pausesUntilRelease = 3;
    expect(await reserve()).toMatchObject({ limits: expect.arrayContaining([accountAndNetwork]) });
  });

  it('refuses what is locked before it is hashed, and opens when the window ends, whatever was left behind', async () => {
    const { kit, victim, guess } = await kitWithVictim();
    const attempts = await kit.get(authTokens.loginAttempts);
    const settings = await kit.get(lockoutSettings.token);
    const { owner: _, ...wide } = attemptLimits(settings, { userId: victim.id }, '198.51.100.1');
    const limits = Object.values(wide);
    for (let count = 0; count < 5; count += 1) await attempts.reserve(limits);
    for (let count = 0; count < 5; count += 1) await attempts.fail(limits);
    const all = await Promise.all(Array.from({ length: 200 }, () => guess(victim, password, '198.51.100.1')));
    expect(new Set(all.map(({ code }) => code))).toEqual(new Set(['LOGIN_LOCKED']));
    expect(kit.hasher.verifications).toBe(0);
    kit.clock.advance(900);
    for (let count = 0; count < 5; count += 1) await attempts.reserve(limits);
    kit.clock.advance(900);
    expect((await guess(victim, password, '198.51.100.1')).code).toBe(null);
  });

  it('puts a lock on record once, with the failure that brings it about, however many come at once', async () => {
    const { kit, victim, guess } = await kitWithVictim();
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        guess(victim, index === 2 ? password : 'wrong', '198.51.100.1'),
      ),
    );
    const actions = (await kit.auditedActions()).filter((action) => action.startsWith('auth.'));
    expect(actions).toEqual([
      ...Array(5).fill('auth.credentials_refused'),
      'auth.login_locked',
      'auth.sign_in_locked',
    ]);
  });
});
