import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { E2eService, password } from '#testing/e2e-service.js';

describe('reserved usernames', () => {
  let service: E2eService;
  beforeAll(async () => {
    service = await E2eService.start({ env: { RESERVED_USERNAMES: 'acme-help,initech' } });
  });
  afterAll(() => service?.stop());

  const accountOf = (username: string) => ({ email: `${username}@example.com`, username, password });

  it.each(['initech', 'Initech', 'in.i.tech', 'acme-help', 'acmehelp', 'postmaster'])(
    'nobody registers as %s, or calls themselves that',
    async (username) => {
      const registered = await service.http.post('/api/v1/auth/register', accountOf(username));
      expect([registered.status, registered.code]).toEqual([409, 'USERNAME_TAKEN']);
      const { token } = await service.person();
      const renamed = await service.http.patch('/api/v1/me', { username }, { token });
      expect([renamed.status, renamed.code]).toEqual([409, 'USERNAME_TAKEN']);
    },
  );

  it('are an administrator’s to give', async () => {
    const { token } = await service.root();
    const made = await service.http.post('/api/v1/users', accountOf('initech'), { token });
    expect([made.status, made.data.username]).toEqual([201, 'initech']);
    const { user } = await service.person();
    const changed = await service.http.patch(
      `/api/v1/users/${user.id}`,
      { username: 'acme-help' },
      { token },
    );
    expect([changed.status, changed.data.username]).toEqual([200, 'acme-help']);
  });
});
