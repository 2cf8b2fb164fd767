import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { E2eService, password, type SignedIn } from '#testing/e2e-service.js';
import { onOneDatabase } from '../contract/support/gatehouse.js';
import { outcome } from '../contract/support/shapes.js';

const revoked = [401, 'SESSION_REVOKED'];

/** Where the change was made it holds for the next request, elsewhere when it was heard of: tests/e2e/cache. */
const heard = { timeout: 10_000, interval: 5 };

describe('each of two instances', () => {
  onOneDatabase((service) => {
    let second: E2eService;
    beforeAll(async () => {
      second = await E2eService.start({ database: service().database });
    });
    afterAll(() => second?.stop());

    const instances = () => [service(), second];
    const everywhere = (token: string, path = '/api/v1/me') =>
      Promise.all(instances().map(async ({ http }) => outcome(await http.get(path, { token }))));

    async function expectRevoked(...sessions: SignedIn[]): Promise<void> {
      for (const { token, refreshToken } of sessions) {
        await expect.poll(() => everywhere(token), heard).toEqual([revoked, revoked]);
        const refreshed = await second.http.post('/api/v1/auth/refresh', { refreshToken });
        expect(outcome(refreshed)).toEqual([401, 'REFRESH_TOKEN_INVALID']);
      }
    }

    async function expectAlive({ token }: SignedIn): Promise<void> {
      expect(await everywhere(token)).toEqual([
        [200, undefined],
        [200, undefined],
      ]);
    }

    it('knows of a logout', async () => {
      const one = await service().person();
      const other = await second.logIn(one.user.email);
      await expectAlive(one);
      expect((await service().http.post('/api/v1/auth/logout', undefined, { token: one.token })).status).toBe(
        204,
      );
      await expectRevoked(one);
      await expectAlive(other);
    });

    it('knows of a logout everywhere', async () => {
      const one = await service().person();
      const [two, stranger] = [await second.logIn(one.user.email), await service().person()];
      await second.http.post('/api/v1/auth/logout-all', undefined, { token: two.token });
      await expectRevoked(one, two);
      await expectAlive(stranger);
    });

    it('knows of a changed password, which ends the other sessions', async () => {
      const one = await service().person();
      const others = [await service().logIn(one.user.email), await second.logIn(one.user.email)];
      const body = { currentPassword: password, newPassword: 'another long phrase' };
      expect((await service().http.post('/api/v1/me/password', body, { token: one.token })).status).toBe(204);
      await expectRevoked(...others);
      await expectAlive(one);
      const refreshed = await second.http.post('/api/v1/auth/refresh', { refreshToken: one.refreshToken });
      expect(refreshed.status).toBe(200);
    });

    it('knows of a deactivation, which a later activation does not undo', async () => {
      const [one, root] = [await service().person(), await service().root()];
      const path = `/api/v1/users/${one.user.id}`;
      await service().http.patch(path, { isActive: false }, { token: root.token });
      await expectRevoked(one);
      const { email } = one.user;
      const login = await second.http.post('/api/v1/auth/login', { email, password });
      expect(outcome(login)).toEqual([403, 'ACCOUNT_INACTIVE']);
      await service().http.patch(path, { isActive: true }, { token: root.token });
      await expectRevoked(one);
      await expectAlive(await second.logIn(email));
    });

    it('knows of a deletion', async () => {
      const [one, root] = [await service().person(), await service().root()];
      await service().http.delete(`/api/v1/users/${one.user.id}`, { token: root.token });
      await expectRevoked(one);
    });

    it('knows of a deletion by its owner', async () => {
      const one = await service().person();
      const two = await second.logIn(one.user.email);
      await service().http.delete('/api/v1/me', { token: one.token, body: { password } });
      await expectRevoked(one, two);
    });

    it('knows of sessions that an administrator ended', async () => {
      const [one, root] = [await service().person(), await service().root()];
      const path = `/api/v1/users/${one.user.id}/sessions`;
      expect((await service().http.delete(path, { token: root.token })).status).toBe(204);
      await expectRevoked(one);
    });

    it('knows of a changed role, with the token that says otherwise', async () => {
      const [one, root] = [await service().person(), await service().root()];
      const path = `/api/v1/users/${one.user.id}`;
      const expectEverywhere = (...answer: unknown[]) =>
        expect.poll(() => everywhere(one.token, '/api/v1/users'), heard).toEqual([answer, answer]);
      await expectEverywhere(403, 'FORBIDDEN');
      await service().http.patch(path, { roles: ['moderator'] }, { token: root.token });
      await expectEverywhere(200, undefined);
      await second.http.patch(path, { roles: ['user'] }, { token: root.token });
      await expectEverywhere(403, 'FORBIDDEN');
    });

    it('may be a refresh of a token that the other instance issued', async () => {
      const { refreshToken } = await service().person();
      const replies = await Promise.all(
        Array.from({ length: 10 }, (_, index) =>
          (index % 2 === 0 ? service() : second).http.post('/api/v1/auth/refresh', { refreshToken }),
        ),
      );
      expect(new Set(replies.map(({ status, data }) => `${status} ${data.refreshToken}`)).size).toBe(1);
      expect(replies[0]?.status).toBe(200);
    });
  });
});
