import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signingKeysTokens } from '#composition/features/signing-keys.tokens.js';
import { E2eService, password, type SignedIn } from '#testing/e2e-service.js';
import { FakeClock } from '#testing/fake-clock.js';
import { takeApart } from './support/forgery.js';

const accessTokenSeconds = 300;
const keyActivationSeconds = 120;

describe('what has been taken back', () => {
  const clock = new FakeClock();
  let service: E2eService;
  let root: SignedIn;

  beforeAll(async () => {
    service = await E2eService.start({
      clock,
      env: {
        ACCESS_TOKEN_SECONDS: `${accessTokenSeconds}`,
        SIGNING_KEY_ACTIVATION_SECONDS: `${keyActivationSeconds}`,
      },
    });
    root = await service.root();
  });

  afterAll(() => service?.stop());

  const me = (token: string) => service.http.get('/api/v1/me', { token });
  const asRoot = () => ({ token: root.token });

  it('JWT-09: after a logout the token is refused at the next request', async () => {
    const { token } = await service.person();
    expect((await service.http.post('/api/v1/auth/logout', undefined, { token })).status).toBe(204);
    expect(await me(token)).toMatchObject({ status: 401, code: 'SESSION_REVOKED' });
  });

  it('JWT-09: so it is when the account is deactivated, and stays so when it comes back', async () => {
    const { user, token } = await service.person();
    const path = `/api/v1/users/${user.id}`;
    await service.http.patch(path, { isActive: false }, asRoot());
    expect([401, 403]).toContain((await me(token)).status);
    const known = await service.http.post('/api/v1/auth/login', { email: user.email, password });
    expect(known).toMatchObject({ status: 403, code: 'ACCOUNT_INACTIVE' });
    await service.http.patch(path, { isActive: true }, asRoot());
    expect(await me(token)).toMatchObject({ status: 401, code: 'SESSION_REVOKED' });
  });

  it('JWT-09: a role that was taken away is gone at the next request, although the token names it', async () => {
    const { user, token } = await service.person('moderator');
    expect((await service.http.get('/api/v1/users', { token })).status).toBe(200);
    await service.http.patch(`/api/v1/users/${user.id}`, { roles: ['user'] }, asRoot());
    expect(await service.http.get('/api/v1/users', { token })).toMatchObject({
      status: 403,
      code: 'FORBIDDEN',
    });
  });

  it('JWT-09: the token of a deleted account, or of sessions that were ended for it, is refused', async () => {
    const [deleted, ended] = [await service.person(), await service.person()];
    await service.http.delete(`/api/v1/users/${deleted.user.id}`, asRoot());
    await service.http.delete(`/api/v1/users/${ended.user.id}/sessions`, asRoot());
    for (const { token, refreshToken } of [deleted, ended]) {
      expect(await me(token)).toMatchObject({ status: 401, code: 'SESSION_REVOKED' });
      expect((await service.http.post('/api/v1/auth/refresh', { refreshToken })).status).toBe(401);
    }
  });

  it('JWT-13: a rotation of the signing key under load refuses no good token', async () => {
    const ring = await service.service.container.get(signingKeysTokens.ring);
    const kidOf = ({ token }: SignedIn) => takeApart(token).header.kid;
    const publishedKids = async (): Promise<string[]> =>
      (await service.http.get('/.well-known/jwks.json')).body.keys.map(({ kid }: { kid: string }) => kid);
    const person = await service.person();
    const oldKid = kidOf(person) as string;

    const load = Array.from({ length: 40 }, () => me(person.token));
    const newKid = await ring.rotate();
    load.push(...Array.from({ length: 40 }, () => me(person.token)));
    expect(new Set((await Promise.all(load)).map(({ status }) => status))).toEqual(new Set([200]));
    expect(await publishedKids()).toEqual(expect.arrayContaining([oldKid, newKid]));
    expect(kidOf(await service.logIn(person.user.email))).toBe(oldKid);

    clock.advance(keyActivationSeconds);
    const successor = await service.logIn(person.user.email);
    expect(kidOf(successor)).toBe(newKid);
    expect((await me(person.token)).status).toBe(200);
    expect((await me(successor.token)).status).toBe(200);

    clock.advance(accessTokenSeconds + 1);
    expect(await me(person.token)).toMatchObject({ status: 401, code: 'TOKEN_EXPIRED' });
    clock.advance(accessTokenSeconds);
    expect(await publishedKids()).toEqual([newKid]);
    expect(await me(person.token)).toMatchObject({ status: 401 });
  });
});
