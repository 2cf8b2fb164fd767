import { describe, expect, it } from 'vitest';
import { FakeClock } from '#testing/fake-clock.js';
import { databaseTargets } from '#testing/test-database.js';
import { gatehouse, start } from '../contract/support/gatehouse.js';
import { expectSuccess, outcome } from '../contract/support/shapes.js';

const path = '/api/v1/me/export';

describe.each(databaseTargets)(`${path}, on the %s PostgreSQL`, (target) => {
  const clock = new FakeClock(start);
  const service = gatehouse({ target, clock });

  it('gives the document of whoever asks', async () => {
    const { user, token, refreshToken } = await service().person();
    await service().drainEvents();
    const reply = await service().http.get(path, { token });
    expectSuccess(
      reply,
      200,
      expect.objectContaining({
        account: expect.objectContaining({ id: user.id, email: user.email }),
        sessions: [expect.objectContaining({ amr: ['pwd'], endedAt: null })],
        auditEntries: { about: expect.any(Array), by: [] },
      }),
    );
    const actions = reply.data.auditEntries.about.map(({ action }: { action: string }) => action);
    expect(actions).toEqual(expect.arrayContaining(['user.registered', 'user.logged_in', 'session.opened']));
    expect(reply.headers.get('cache-control')).toContain('no-store');
    expect(reply.text).not.toContain(refreshToken);
    expect(reply.text).not.toMatch(/argon2|tokenHash|passwordHash/);
  });

  it('is for whoever has signed in of late', async () => {
    expect(outcome(await service().http.get(path))).toEqual([401, 'UNAUTHENTICATED']);
    const { token } = await service().person();
    clock.advance(601);
    const reply = await service().http.get(path, { token });
    expect(outcome(reply)).toEqual([401, 'STEP_UP_REQUIRED']);
    expect(reply.headers.get('www-authenticate')).toContain('insufficient_user_authentication');
    expect((await service().http.post(path, {}, { token })).status).toBe(405);
  });
});

describe.each(databaseTargets)(`${path}, many times, on the %s PostgreSQL`, (target) => {
  const service = gatehouse({ target, env: { RATE_LIMIT_SENSITIVE: '2/3600' } });

  it('is limited', async () => {
    const { token } = await service().person();
    const statuses = [];
    for (let count = 0; count < 3; count += 1) {
      statuses.push((await service().http.get(path, { token })).status);
    }
    expect(statuses).toEqual([200, 200, 429]);
  });
});
