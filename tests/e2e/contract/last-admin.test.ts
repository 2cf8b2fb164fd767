import { describe, expect, it } from 'vitest';
import { password, type SignedIn } from '#testing/e2e-service.js';
import type { Reply } from '#testing/http-client.js';
import { onEveryDatabase } from './support/gatehouse.js';
import { remove, waysOut } from './support/leaving.js';
import { whileLocked } from './support/row-locks.js';
import { outcome } from './support/shapes.js';

describe('the last active administrator', () => {
  onEveryDatabase((service) => {
    it.each(waysOut)('stays: %s', async (way) => {
      const root = await service().root();
      expect(outcome(await remove(service(), way, root, root))).toEqual([409, 'LAST_ADMIN']);
      const { data } = await service().http.get('/api/v1/me', { token: root.token });
      expect(data).toMatchObject({ roles: ['admin'], isActive: true });
    });

    it('stays: DELETE /api/v1/me', async () => {
      const { token } = await service().root();
      const reply = await service().http.delete('/api/v1/me', { token, body: { password } });
      expect(outcome(reply)).toEqual([409, 'LAST_ADMIN']);
      expect((await service().http.get('/api/v1/me', { token })).status).toBe(200);
    });

    it('is not helped by one who is deactivated, nor by a moderator', async () => {
      const [root, idle] = [await service().root(), await service().person('admin')];
      await service().person('moderator');
      expect((await remove(service(), 'PATCH inactive', idle, root)).status).toBe(200);
      expect(outcome(await remove(service(), 'DELETE', root, root))).toEqual([409, 'LAST_ADMIN']);
    });

    it.each(waysOut)('may go once there is another: %s', async (way) => {
      const [root, admin] = [await service().root(), await service().person('admin')];
      expect([200, 204]).toContain((await remove(service(), way, admin, root)).status);
    });

    it('may get more roles', async () => {
      const { token, user } = await service().root();
      const path = `/api/v1/users/${user.id}`;
      expect((await service().http.patch(path, { roles: ['admin', 'user'] }, { token })).status).toBe(200);
    });
  });
});

describe.each(waysOut)('two administrators at the same time: %s (AUT-05)', (way) => {
  async function expectOneLeft(
    replies: readonly Reply[],
    refusal: readonly [number, string],
    survivor: SignedIn,
    get: (path: string) => Promise<Reply>,
  ) {
    expect(replies.map(outcome).filter(([status]) => status >= 300)).toEqual([refusal]);
    const { data } = await get('/api/v1/users?role=admin&isActive=true');
    expect(data.map(({ id }: { id: string }) => id)).toEqual([survivor.user.id]);
  }

  onEveryDatabase((service) => {
    it('who remove each other leave one', async () => {
      const [left, right] = [await service().root(), await service().person('admin')];
      // Reactions would wait for the rows too.
      await service().drainEvents();
      const replies = await whileLocked(service().database.url, [left.user.id, right.user.id], () => [
        remove(service(), way, right, left),
        remove(service(), way, left, right),
      ]);
      const survivor = replies[0]?.status === 403 ? right : left;
      // Whoever has gone, or may no more, does nothing (ASVS 15.4.2).
      await expectOneLeft(replies, [403, 'FORBIDDEN'], survivor, (path) =>
        service().http.get(path, { token: survivor.token }),
      );
    });
  });

  onEveryDatabase((service) => {
    it('who remove themselves leave one', async () => {
      const [left, right] = [await service().root(), await service().person('admin')];
      const replies = await Promise.all([
        remove(service(), way, left, left),
        remove(service(), way, right, right),
      ]);
      const survivor = replies[0]?.status === 409 ? left : right;
      await expectOneLeft(replies, [409, 'LAST_ADMIN'], survivor, (path) =>
        service().http.get(path, { token: survivor.token }),
      );
    });
  });
});
