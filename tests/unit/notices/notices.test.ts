import { describe, expect, it } from 'vitest';
import { deviceNameOf } from '#application/notices/device-name.js';
import * as mails from '#application/notices/notice-mails.js';
import type { UserView } from '#application/users/user-queries.js';
import { defineFeature } from '#composition/define-feature.js';
import { authTokens } from '#composition/features/auth.tokens.js';
import { serviceAccountsTokens } from '#composition/features/service-accounts.tokens.js';
import { sessionsTokens } from '#composition/features/sessions.tokens.js';
import { usersTokens } from '#composition/features/users.tokens.js';
import { builtInFeatures } from '#composition/features.js';
import { memoryTokens } from '#composition/platform/memory.tokens.js';
import { platform } from '#composition/platform/platform.tokens.js';
import { defineEvent } from '#domain/shared/domain-event.js';
import * as field from '#domain/shared/event-fields.js';
import type { User } from '#domain/users/user.js';
import { password, TestKit } from '#testing/test-kit.js';
import { Mailroom } from '../../support/mailroom.js';

const noticeNames = new Set(Object.values(mails).map(({ name }) => name));
const firefox = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0';

async function scene(features: ConstructorParameters<typeof TestKit>[0] = {}) {
  const mailroom = new Mailroom();
  const kit = new TestKit({
    ...features,
    features: [mailroom.feature, ...(features?.features ?? [])],
  });
  const users = await kit.get(usersTokens.repository);
  const logIn = await kit.get(authTokens.logIn);
  const inUnit = async (work: () => Promise<void>) =>
    (await kit.get(platform.unitOfWork)).run(kit.visitor(), work);
  const verified = async () => {
    const user = await kit.person();
    await inUnit(async () => {
      const found = (await users.findById(user.id)) as User;
      found.verifyEmail(kit.clock.now());
      await users.save(found);
    });
    return user;
  };
  await kit.drainEvents();
  return {
    kit,
    mailroom,
    users,
    inUnit,
    verified,
    logIn: async (user: UserView, ip: string, userAgent = firefox, typed = password) => {
      const context = { ...kit.visitor(ip), userAgent };
      kit.clock.advance(1);
      return logIn.execute({ email: user.email, password: typed }, context).catch(() => null);
    },
    told: async (user: UserView) => {
      await mailroom.deliver(kit);
      const told = mailroom.to(user.email).map(({ mail }) => mail);
      return told.filter((name) => noticeNames.has(name));
    },
  };
}

describe('Notices', () => {
  it('tell of a new device, and not of the first or a known one', async () => {
    const { verified, logIn, told, mailroom } = await scene();
    const user = await verified();
    await logIn(user, '192.0.2.1');
    expect(await told(user)).toEqual([]);
    await logIn(user, '192.0.2.1');
    expect(await told(user)).toEqual([]);
    await logIn(user, '198.51.100.7');
    expect(await told(user)).toEqual(['new-device']);
    expect(mailroom.sent.find(({ mail }) => mail === 'new-device')?.data).toEqual({
      when: '2026-01-01T00:00:03.000Z',
      ip: '198.51.100.7',
      device: 'Firefox, Windows',
    });
    await logIn(user, '198.51.100.7');
    await logIn(user, '198.51.100.7', 'curl/8');
    expect(await told(user)).toEqual(['new-device', 'new-device']);
  });

  it('tell of a first sign-in to an account of which the sessions may be forgotten', async () => {
    const { kit, verified, logIn, told } = await scene();
    const user = await verified();
    kit.clock.advance(31 * 86_400);
    await logIn(user, '192.0.2.1');
    expect(await told(user)).toEqual(['new-device']);
  });

  it('tell of a changed and of a removed password', async () => {
    const { kit, verified, told, users, inUnit } = await scene();
    const user = await verified();
    const change = await kit.get(usersTokens.changeMyPassword);
    await change.execute(
      { currentPassword: password, newPassword: 'another long phrase' },
      await kit.as(user),
    );
    expect(await told(user)).toEqual(['password-changed']);
    await inUnit(async () => {
      const found = (await users.findById(user.id)) as User;
      found.removePassword(kit.clock.now());
      await users.save(found);
    });
    expect(await told(user)).toEqual(['password-changed', 'password-removed']);
  });

  it('tell of another username, and whether an administrator has changed it', async () => {
    const { kit, verified, told, mailroom } = await scene();
    const user = await verified();
    const rename = await kit.get(usersTokens.changeMyAccount);
    const context = { ...(await kit.as(user)), ip: '198.51.100.7', userAgent: firefox };
    await rename.execute({ username: 'lovelace', expectedVersions: null }, context);
    const administrator = await kit.as(await kit.person('admin'));
    const change = await kit.get(usersTokens.changeUser);
    await change.execute({ id: user.id, username: 'byron', expectedVersions: null }, administrator);
    await rename.execute({ displayName: 'Ada', expectedVersions: null }, context);
    expect(await told(user)).toEqual(['username-changed', 'username-changed']);
    const where = { ip: '198.51.100.7', device: 'Firefox, Windows' };
    expect(mailroom.to(user.email).map(({ data }) => data)).toMatchObject([
      { ...where, before: user.username, username: 'lovelace', isOwn: true },
      { before: 'lovelace', username: 'byron', isOwn: false },
    ]);
  });

  it('tell of personal keys that were made and revoked', async () => {
    const { kit, verified, told, mailroom } = await scene();
    const user = await verified();
    const context = await kit.as(user);
    const create = await kit.get(serviceAccountsTokens.createMyKey);
    const { id } = await create.execute({ name: 'backup', permissions: [] }, context);
    await (await kit.get(serviceAccountsTokens.revokeMyKey)).execute({ id }, context);
    expect(await told(user)).toEqual(['key-created', 'key-revoked']);
    for (const { data } of mailroom.to(user.email)) expect(data.name).toBe('backup');
  });

  it('tell once of a reset that has ended all keys, and nobody of keys of service accounts', async () => {
    const { kit, verified, told, inUnit } = await scene();
    const user = await verified();
    const create = await kit.get(serviceAccountsTokens.createMyKey);
    for (const name of ['one', 'two']) await create.execute({ name, permissions: [] }, await kit.as(user));
    const termination = await kit.get(sessionsTokens.termination);
    await inUnit(async () => {
      await termination.endAll(user.id, 'password_reset');
    });
    expect(await told(user)).toEqual(['key-created', 'key-created']);
    const operator = await kit.person('admin');
    const admin = await kit.as(operator);
    const service = { name: 'reports', permissions: [] };
    const { id } = await (await kit.get(serviceAccountsTokens.createServiceAccount)).execute(service, admin);
    const createKey = await kit.get(serviceAccountsTokens.createServiceKey);
    await createKey.execute({ serviceAccountId: id, name: 'key' }, admin);
    expect(await told(operator)).toEqual([]);
  });

  it('are a receipt for whoever was deleted, by themselves or by others', async () => {
    const { kit, verified, told } = await scene();
    const [user, other] = [await verified(), await verified()];
    const deleteMe = await kit.get(usersTokens.deleteMyAccount);
    await deleteMe.execute({ password }, await kit.as(user));
    expect(await told(user)).toEqual(['account-deleted']);
    await kit.deleteAccount(other);
    expect(await told(other)).toEqual(['account-deleted']);
  });

  it('are not sent for a deletion that was refused', async () => {
    const { kit, told } = await scene();
    const admin = await kit.person('admin');
    const deleteMe = await kit.get(usersTokens.deleteMyAccount);
    await expect(deleteMe.execute({ password }, await kit.as(admin))).rejects.toMatchObject({
      code: 'LAST_ADMIN',
    });
    expect(await told(admin)).toEqual([]);
  });

  it('tell of locked sign-in, once a day', async () => {
    const { kit, verified, logIn, told } = await scene({ env: { LOCKOUT_PER_ACCOUNT_AND_ADDRESS: '3' } });
    const user = await verified();
    const guess = async (ip: string) => {
      for (let count = 0; count < 5; count += 1) await logIn(user, ip, firefox, 'wrong password');
    };
    await guess('192.0.2.1');
    expect(await told(user)).toEqual(['sign-in-locked']);
    await guess('192.0.2.2');
    expect(await told(user)).toEqual(['sign-in-locked']);
    kit.clock.advance(86_400);
    await guess('192.0.2.3');
    expect(await told(user)).toEqual(['sign-in-locked', 'sign-in-locked']);
  });

  it('do not tell whoever was guessed at last when a network is locked', async () => {
    const { kit, verified, logIn, told } = await scene({ env: { LOCKOUT_PER_ADDRESS: '3' } });
    const people = [await verified(), await verified(), await verified(), await verified()];
    for (const user of people) await logIn(user, '192.0.2.1', firefox, 'wrong password');
    await kit.drainEvents();
    for (const user of people) expect(await told(user)).toEqual([]);
  });

  it('go to an address that is not verified, but no more than anybody may cause', async () => {
    const { kit, logIn, told, mailroom } = await scene();
    const user = await kit.person();
    for (let count = 0; count < 9; count += 1) await logIn(user, `192.0.2.${count}`);
    expect(await told(user)).toContain('new-device');
    expect(mailroom.to(user.email)).toHaveLength(5);
  });

  it('tell of second factors, of whichever feature they are', async () => {
    const whose = { userId: field.id('Whose.') };
    const type = field.text('Which sort.');
    const definitions = [
      defineEvent('mfa.factor_added', 1, 'Of a test.', { ...whose, type, isFirst: field.flag('Whether.') }),
      defineEvent('mfa.factor_removed', 1, 'Of a test.', { ...whose, type, isLast: field.flag('Whether.') }),
      defineEvent('mfa.recovery_code_used', 1, 'Of a test.', { ...whose, left: field.integer('Of codes.') }),
      defineEvent('mfa.reset_by_admin', 1, 'Of a test.', whose),
      defineEvent('mfa.recovery_codes_renewed', 1, 'Of a test.', whose),
      defineEvent('mfa.challenge_exhausted', 1, 'Of a test.', whose),
    ] as const;
    const factors = defineFeature({ name: 'factors', events: definitions });
    const isThere = builtInFeatures.some(({ name }) => name === 'mfa');
    const { kit, inUnit, verified, told } = await scene({ features: isThere ? [] : [factors] });
    const user = await verified();
    const { id: userId } = user;
    const appender = await kit.get(memoryTokens.eventAppender);
    const [added, removed, used, reset, renewed, failed] = definitions;
    const at = kit.clock.now();
    await inUnit(() =>
      appender.append([
        added('x', { userId, type: 'totp', isFirst: true }, at),
        removed('x', { userId, type: 'totp', isLast: true }, at),
        used('x', { userId, left: 9 }, at),
        reset('x', { userId }, at),
        renewed('x', { userId }, at),
        failed('x', { userId }, at),
      ]),
    );
    expect(await told(user)).toEqual([
      'factor-added',
      'factor-removed',
      'recovery-code-used',
      'factors-reset',
      'recovery-codes-renewed',
      'second-factor-failed',
    ]);
  });

  it('name devices in words of their own', () => {
    expect(deviceNameOf(firefox)).toBe('Firefox, Windows');
    expect(deviceNameOf('Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Safari/604.1')).toBe(
      'Safari, iOS',
    );
    expect(deviceNameOf('Mozilla/5.0 (X11; Linux x86_64) Chrome/140 Safari/537.36 Edg/140')).toBe(
      'Edge, Linux',
    );
    expect(deviceNameOf('call http://evil.example now')).toBeNull();
    expect(deviceNameOf(null)).toBeNull();
  });
});
