import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { E2eService, SignedIn } from '#testing/e2e-service.js';
import { password } from '#testing/e2e-service.js';
import { cutChannel, isInForce, isTrusted, me, startPair } from './support.js';

describe('a change made on one of two instances', () => {
  let here: E2eService;
  let there: E2eService;
  let stop: () => Promise<void>;
  beforeAll(async () => {
    ({ here, there, stop } = await startPair());
  });
  afterAll(() => stop());

  /** Somebody whom both instances remember. */
  const somebody = async (): Promise<SignedIn> => {
    const person = await here.person();
    for (const instance of [here, there]) {
      await expect.poll(() => isTrusted(instance)).toBe(true);
      expect((await instance.http.get(me, { token: person.token })).status).toBe(200);
    }
    return person;
  };
  const codeAt = async (instance: E2eService, token: string) =>
    (await instance.http.get(me, { token })).code ?? null;
  const refusedAtOnce = async (token: string, code: string) => {
    expect(await codeAt(here, token)).toBe(code);
    await isInForce(() => codeAt(there, token), code);
  };

  it('REV-01 a logout, each of a hundred times', async () => {
    const { user } = await somebody();
    for (let round = 0; round < 100; round += 1) {
      const { token } = await here.logIn(user.email);
      expect(await codeAt(there, token)).toBeNull();
      expect((await here.http.post('/api/v1/auth/logout', undefined, { token })).status).toBe(204);
      await refusedAtOnce(token, 'SESSION_REVOKED');
    }
  });

  it('REV-02 a role', async () => {
    const { user, token } = await somebody();
    const root = (await here.root()).token;
    const list = async (instance: E2eService) => (await instance.http.get('/api/v1/users', { token })).status;
    expect([await list(here), await list(there)]).toEqual([403, 403]);
    await here.http.patch(`/api/v1/users/${user.id}`, { roles: ['moderator'] }, { token: root });
    expect(await list(here)).toBe(200);
    await isInForce(() => list(there), 200);
    await here.http.patch(`/api/v1/users/${user.id}`, { roles: ['user'] }, { token: root });
    expect(await list(here)).toBe(403);
    await isInForce(() => list(there), 403);
  });

  it('REV-03 a deactivation', async () => {
    const { user, token } = await somebody();
    const root = (await here.root()).token;
    await here.http.patch(`/api/v1/users/${user.id}`, { isActive: false }, { token: root });
    await refusedAtOnce(token, 'SESSION_REVOKED');
  });

  it('REV-04 a deletion', async () => {
    const { token } = await somebody();
    expect((await here.http.delete(me, { token, body: { password } })).status).toBe(204);
    await refusedAtOnce(token, 'SESSION_REVOKED');
  });

  it('REV-05 a new name, and a login', async () => {
    const { user, token } = await somebody();
    const shown = async (instance: E2eService) => (await instance.http.get(me, { token })).data;
    await here.http.patch(me, { username: `${user.username}new` }, { token });
    expect((await shown(here)).username).toBe(`${user.username}new`);
    await isInForce(async () => (await shown(there)).username, `${user.username}new`);
    const { user: later } = await here.logIn(user.email);
    const { lastLoginAt } = later as unknown as { lastLoginAt: string };
    expect((await shown(here)).lastLoginAt).toBe(lastLoginAt);
    await expect.poll(async () => (await shown(there)).lastLoginAt).toBe(lastLoginAt);
  });

  it('REV-06 is not missed while the channel is cut again and again', async () => {
    const { user } = await somebody();
    let isOver = false;
    const cutting = (async () => {
      while (!isOver) await cutChannel(here.database.url);
    })();
    onTestFinished(() => {
      isOver = true;
    });
    for (let round = 0; round < 20; round += 1) {
      const { token } = await here.logIn(user.email);
      expect(await codeAt(there, token)).toBeNull();
      expect((await here.http.post('/api/v1/auth/logout', undefined, { token })).status).toBe(204);
      await isInForce(() => codeAt(there, token), 'SESSION_REVOKED');
    }
    isOver = true;
    await cutting;
    for (const instance of [here, there]) {
      await expect.poll(() => isTrusted(instance)).toBe(true);
    }
    const { token } = await somebody();
    await here.http.post('/api/v1/auth/logout', undefined, { token });
    await refusedAtOnce(token, 'SESSION_REVOKED');
  });
});
