import { describe, expect, it } from 'vitest';
import { FakeClock } from '#testing/fake-clock.js';
import { databaseTargets } from '#testing/test-database.js';
import { gatehouse, start } from '../contract/support/gatehouse.js';
import { expectSuccess, outcome } from '../contract/support/shapes.js';

const path = '/api/v1/me/export';

describe.each(databaseTargets)(`${path}, on the %s PostgreSQL`, (target) => {
  const clock = new FakeClock(start);
  const service = gatehouse({ target, clock, env: { WEBHOOK_ALLOW_PRIVATE: 'true' } });

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

  it('gives what one has made and asked for, here and in tenants', async () => {
    const { http } = service();
    const root = await service().root();
    const call = async (url: string, body: object) => {
      const reply = await http.post(`/api/v1${url}`, body, { token: root.token });
      if (reply.status >= 300) throw new Error(`${url}: ${reply.text}`);
      return reply.data;
    };
    const tenant = await call('/tenants', { name: 'Exporters' });
    const hook = { url: 'http://127.0.0.1:1/hook', types: ['*'] };
    const ours = await call('/webhooks', hook);
    const theirs = await call('/webhooks', { ...hook, tenantId: tenant.id });
    const program = await call('/service-accounts', {
      name: 'reports',
      permissions: [],
      tenantId: tenant.id,
    });
    await call('/me/email', { email: 'elsewhere@example.com' });
    await service().drainJobs();
    const { data, text } = await http.get(path, { token: root.token });
    const made = (id: string, tenantId: string | null) => ({ id, tenantId, createdAt: expect.any(String) });
    expect(data.serviceAccounts).toEqual([made(program.id, tenant.id)]);
    expect(data.webhooks).toEqual([made(ours.id, null), made(theirs.id, tenant.id)]);
    expect(data.mailedLinks).toMatchObject([{ purpose: expect.any(String), email: 'elsewhere@example.com' }]);
    expect(text).not.toContain(ours.secret);
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
