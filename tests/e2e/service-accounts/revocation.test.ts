import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemContext } from '#application/shared/request-context.js';
import { sessionsTokens } from '#composition/features/sessions.tokens.js';
import { platform } from '#composition/platform/platform.tokens.js';
import type { UserId } from '#domain/shared/ids.js';
import type { E2eService } from '#testing/e2e-service.js';
import { isInForce, isTrusted, me, startPair } from '../cache/support.js';

describe('a key that two instances remember', () => {
  let here: E2eService;
  let there: E2eService;
  let stop: () => Promise<void>;
  beforeAll(async () => {
    ({ here, there, stop } = await startPair());
  });
  afterAll(() => stop());

  const codeAt = async (instance: E2eService, token: string, path = me) =>
    (await instance.http.get(path, { token })).code ?? null;
  /** That both instances remember. */
  const aKey = async () => {
    for (const instance of [here, there]) await expect.poll(() => isTrusted(instance)).toBe(true);
    const { user, token } = await here.person();
    const made = await here.http.post('/api/v1/me/keys', { name: 'K', permissions: [] }, { token });
    const { id, key } = made.data;
    for (const instance of [here, there]) expect(await codeAt(instance, key)).toBeNull();
    return { user, token, id, key };
  };

  it('is refused by both once it is revoked at one, with the tokens that it was exchanged for', async () => {
    const { id, key, token } = await aKey();
    const { data } = await there.http.post('/api/v1/auth/token', {}, { token: key });
    expect(await codeAt(there, data.accessToken)).toBeNull();
    expect((await here.http.delete(`/api/v1/me/keys/${id}`, { token })).status).toBe(204);
    for (const credential of [key, data.accessToken]) {
      expect(await codeAt(here, credential)).toBe('UNAUTHENTICATED');
      await isInForce(() => codeAt(there, credential), 'UNAUTHENTICATED');
    }
  });

  it('ends with what takes the account back from somebody, and with nothing else that ends sessions', async () => {
    const { user, key } = await aKey();
    const { container } = here.service;
    const [termination, work] = [
      await container.get(sessionsTokens.termination),
      await container.get(platform.unitOfWork),
    ];
    const end = (reason: 'password_changed' | 'logout_all' | 'password_reset') =>
      work.run(systemContext, () => termination.endAll(user.id as UserId, reason));
    await end('password_changed');
    await end('logout_all');
    for (const instance of [here, there]) expect(await codeAt(instance, key)).toBeNull();
    await end('password_reset');
    expect(await codeAt(here, key)).toBe('UNAUTHENTICATED');
    await isInForce(() => codeAt(there, key), 'UNAUTHENTICATED');
  });

  it('of a service account goes by what that is at both', async () => {
    const { token } = await here.root();
    const url = '/api/v1/service-accounts';
    const wanted = { name: 'S', permissions: ['users:read'] };
    const { data } = await here.http.post(url, wanted, { token });
    const { key } = (await here.http.post(`${url}/${data.id}/keys`, { name: 'K' }, { token })).data;
    const list = (instance: E2eService) => codeAt(instance, key, '/api/v1/users');
    expect([await list(here), await list(there)]).toEqual([null, null]);
    await here.http.patch(`${url}/${data.id}`, { permissions: [] }, { token });
    expect(await list(here)).toBe('FORBIDDEN');
    await isInForce(() => list(there), 'FORBIDDEN');
    await here.http.delete(`${url}/${data.id}`, { token });
    expect(await list(here)).toBe('UNAUTHENTICATED');
    await isInForce(() => list(there), 'UNAUTHENTICATED');
  });

  it('tells when it was used last, to the minute', async () => {
    const { id, token } = await aKey();
    const lastUse = async () => {
      const { data } = await here.http.get('/api/v1/me/keys', { token });
      return data.find((key: { id: string }) => key.id === id).lastUsedAt;
    };
    await expect.poll(lastUse).toMatch(/:00\.000Z$/);
  });
});
