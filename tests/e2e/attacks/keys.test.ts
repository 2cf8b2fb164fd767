import { hash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serviceAccountsTokens } from '#composition/features/service-accounts.tokens.js';
import type { ApiKeyId } from '#domain/shared/ids.js';
import type { E2eService, SignedIn } from '#testing/e2e-service.js';
import type { RequestOptions } from '#testing/http-client.js';
import { outcome } from '../contract/support/shapes.js';
import { startLoggedService } from './support/logged-service.js';
import { countOf, everythingStored, rowsOf } from './support/rows.js';

describe('attacks on keys', () => {
  let service: E2eService;
  let logged: () => string;
  let root: SignedIn;

  beforeAll(async () => {
    ({ service, logged } = await startLoggedService());
    root = await service.root();
  });
  afterAll(() => service?.stop());

  const call = (method: string, path: string, token: string | undefined, more: RequestOptions = {}) =>
    service.http.request(method, `/api/v1${path}`, { ...more, ...(token && { token }) });
  const send = (method: string, path: string, token: string | undefined, body?: object) =>
    call(method, path, token, body && { body });
  const ownKey = async ({ token }: SignedIn, permissions: readonly string[] = []) =>
    (await send('POST', '/me/keys', token, { name: 'K', permissions })).data as { id: string; key: string };
  const keysOf = ({ user }: SignedIn) => countOf(service.database, 'api_keys WHERE user_id = $1', [user.id]);

  it('AUT-06: nobody has a key made for somebody else', async () => {
    const [victim, thief] = [await service.person('admin'), await service.person()];
    const { id } = victim.user;
    const wanted = { name: 'Theirs', permissions: [] };
    const named = [
      { userId: id },
      { user_id: id },
      { ownerId: id },
      { owner: { kind: 'user', id } },
      { user: { id } },
      { serviceAccountId: id },
      { impersonatorId: id },
    ].map((owner) => ({ ...wanted, ...owner }));
    for (const body of named) {
      expect(outcome(await send('POST', '/me/keys', undefined, body))).toEqual([401, 'UNAUTHENTICATED']);
      expect(outcome(await send('POST', '/me/keys', thief.token, body))).toEqual([422, 'VALIDATION_ERROR']);
    }
    const raw = (rawBody: string) =>
      call('POST', '/me/keys', thief.token, { rawBody, headers: { 'content-type': 'application/json' } });
    const hidden = await raw(`{"name":"T","permissions":[],"__proto__":{"userId":"${id}"}}`);
    expect(hidden.status).toBe(400);
    for (const path of [`/users/${id}/keys`, `/me/keys/${id}`]) {
      expect([404, 405]).toContain((await send('POST', path, thief.token, wanted)).status);
    }
    const there = `/service-accounts/${id}/keys`;
    expect(outcome(await send('POST', there, thief.token, { name: 'T' }))).toEqual([403, 'FORBIDDEN']);
    // What is said where nobody asks is heard by nobody: the key is the caller's.
    const headers = { 'x-user-id': id, 'x-owner-id': id };
    const mine = await call('POST', `/me/keys?userId=${id}`, thief.token, { body: wanted, headers });
    expect(mine.status).toBe(201);
    const { data } = await send('POST', '/me/keys', thief.token, wanted);
    for (const { key } of [mine.data, data]) {
      expect((await send('GET', '/me', key)).data.id).toBe(thief.user.id);
    }
    expect(await keysOf(victim)).toBe(0);

    const theirs = await ownKey(victim);
    for (const token of [thief.token, data.key]) {
      const status = token === data.key ? [403, 'FORBIDDEN'] : [404, 'KEY_NOT_FOUND'];
      expect(outcome(await send('DELETE', `/me/keys/${theirs.id}`, token))).toEqual(status);
    }
    expect((await send('GET', '/me', theirs.key)).data.id).toBe(id);
  });

  it('AUT-07: a key does no more than it was given, nor than its owner may, and manages no credential', async () => {
    const [owner, other] = [await service.person('admin'), await service.person()];
    const { key } = await ownKey(owner, ['users:read']);
    const exchanged = (await send('POST', '/auth/token', key)).data.accessToken as string;
    const password = 'another long phrase';
    const account = { email: 'new@example.com', username: 'newcomer' };
    const attempts: readonly [method: string, path: string, body?: object][] = [
      ['POST', '/users', account],
      ['PATCH', `/users/${other.user.id}`, { isActive: false }],
      ['PATCH', `/users/${owner.user.id}`, { roles: ['user'] }],
      ['DELETE', `/users/${other.user.id}`],
      ['DELETE', `/users/${other.user.id}/sessions`],
      ['DELETE', `/users/${other.user.id}/mfa`],
      ['POST', `/users/${other.user.id}/impersonate`, { reason: 'Ticket 4711' }],
      ['POST', '/roles', { name: 'mine', permissions: ['users:write'] }],
      ['GET', '/audit'],
      ['GET', '/service-accounts'],
      ['POST', '/service-accounts', { name: 'Mine', permissions: [] }],
      ['GET', '/me/keys'],
      ['POST', '/me/keys', { name: 'More', permissions: ['users:write'] }],
      ['GET', '/me/sessions'],
      ['DELETE', '/me/sessions'],
      ['GET', '/me/mfa'],
      ['POST', '/me/mfa/totp'],
      ['POST', '/me/mfa/recovery-codes'],
      ['POST', '/me/password', { currentPassword: 'x', newPassword: password }],
      ['POST', '/me/email', { email: 'mine@example.com' }],
      ['PATCH', '/me', { displayName: 'Mine' }],
      ['GET', '/me/export'],
      ['DELETE', '/me', { password }],
      ['POST', '/auth/step-up', { password }],
      ['POST', '/auth/logout-all'],
    ];
    for (const token of [key, exchanged]) {
      expect((await send('GET', '/users', token)).status).toBe(200);
      for (const [method, path, body] of attempts) {
        const [status, code] = outcome(await send(method, path, token, body));
        expect([method, path, code]).toEqual([
          method,
          path,
          status === 403 ? 'FORBIDDEN' : 'STEP_UP_REQUIRED',
        ]);
      }
    }
    expect(outcome(await send('POST', '/auth/token', exchanged))).toEqual([403, 'FORBIDDEN']);
    expect(await keysOf(owner)).toBe(1);

    // No more than the owner has at the time, and no more than was asked for when they had less.
    const give = (...roles: readonly string[]) =>
      send('PATCH', `/users/${owner.user.id}`, root.token, { roles });
    await give('user');
    for (const token of [key, exchanged]) {
      expect(outcome(await send('GET', '/users', token))).toEqual([403, 'FORBIDDEN']);
    }
    const demoted = await service.logIn(owner.user.email);
    const more = { name: 'More', permissions: ['users:read'] };
    expect(outcome(await send('POST', '/me/keys', demoted.token, more))).toEqual([403, 'FORBIDDEN']);
    const plain = await ownKey(demoted);
    await give('admin');
    expect((await send('GET', '/users', key)).status).toBe(200);
    expect(outcome(await send('GET', '/users', plain.key))).toEqual([403, 'FORBIDDEN']);
  });

  it('AUT-08: a key is shown once, and in clear in no row, event, audit entry, log or list', async () => {
    const owner = await service.person();
    const account = await send('POST', '/service-accounts', root.token, {
      name: 'P',
      permissions: ['users:read'],
    });
    const keys = `/service-accounts/${account.data.id}/keys`;
    const retried = { headers: { 'idempotency-key': 'a key is no answer to keep' } };
    const first = (await call('POST', keys, root.token, { ...retried, body: { name: 'CI' } })).data;
    const next = (await send('POST', `${keys}/${first.id}/rotate`, root.token, { overlapSeconds: 60 })).data;
    const mine = await ownKey(owner);
    const made = [first, next, mine] as readonly { id: string; key: string }[];
    for (const { key } of made) {
      await send('GET', '/users', key);
      await send('POST', '/auth/token', key);
      await send('GET', '/me', `${key.slice(0, -1)}${key.endsWith('0') ? '1' : '0'}`);
      await send('GET', `/me?access_token=${key}`, owner.token);
      await send('POST', '/auth/refresh', undefined, { refreshToken: key });
    }
    await send('DELETE', `${keys}/${next.id}`, root.token);
    await service.drainEvents();
    await service.drainJobs();

    const stored = await everythingStored(service.database);
    const lists = [
      await send('GET', keys, root.token),
      await send('GET', '/me/keys', owner.token),
      await send('GET', '/me/export', owner.token),
      await send('GET', '/audit?limit=100', root.token),
      await send('GET', '/events?limit=100', root.token),
      await send('GET', '/jobs', root.token),
    ];
    for (const { status } of lists) expect(status).toBe(200);
    const places = {
      log: logged(),
      stored,
      ...Object.fromEntries(lists.map(({ text }, index) => [index, text])),
    };
    expect(stored).toContain('api_key.created');
    for (const { id, key } of made) {
      expect(stored).toContain(id);
      const secret = key.slice(26, 69);
      const [kept] = await rowsOf(service.database, 'SELECT secret_hash FROM api_keys WHERE id = $1', [id]);
      expect(kept?.secret_hash.toString('hex')).toBe(hash('sha256', secret, 'hex'));
      // Neither all of it, nor a half.
      for (const part of [key, secret, secret.slice(0, 22), secret.slice(21)]) {
        for (const [name, text] of Object.entries(places)) {
          expect([name, text.includes(part)]).toEqual([name, false]);
        }
      }
    }
  });

  it('AUT-08: of a key that is nearly right nothing is told that is not told of one made up', async () => {
    const owner = await service.person();
    const { key, id } = await ownKey(owner);
    const secrets = await service.service.container.get(serviceAccountsTokens.secrets);
    const another = secrets.make(id as ApiKeyId).key;
    const nobodys = secrets.make('019602c4-6f2a-7d3e-9b1a-5c0e8f7d2a41' as ApiKeyId).key;
    expect(another.slice(0, 26)).toBe(key.slice(0, 26));
    const answers = [];
    for (const token of [another, nobodys, `${key}0`, 'ghk_']) {
      const { status, headers, body } = await send('GET', '/me', token);
      answers.push([status, headers.get('www-authenticate'), body.error]);
    }
    expect(new Set(answers.map((each) => JSON.stringify(each))).size).toBe(1);
    expect(answers[0]?.[0]).toBe(401);
    const [row] = await rowsOf(service.database, 'SELECT last_used_at FROM api_keys WHERE id = $1', [id]);
    expect(row).toEqual({ last_used_at: null });
    expect((await send('GET', '/me', key)).status).toBe(200);
  });
});
