import { describe, expect, it } from 'vitest';
import type { UserView } from '#application/users/user-queries.js';
import { auditTokens } from '#composition/features/audit.tokens.js';
import { authTokens } from '#composition/features/auth.tokens.js';
import { password, TestKit } from '../../support/test-kit.js';

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

describe('CredentialCheck', () => {
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
});
