import { afterEach, beforeEach, expect, it } from 'vitest';
import { E2eService } from '#testing/e2e-service.js';
import { FakeClock } from '#testing/fake-clock.js';
import { createTestDatabase, type TestDatabase } from '#testing/test-database.js';

const clock = new FakeClock();
let database: TestDatabase;
let service: E2eService;

beforeEach(async () => {
  database = await createTestDatabase();
  service = await E2eService.start({ clock, database });
});

afterEach(async () => {
  await service?.stop();
  await database?.drop();
});

const refresh = (refreshToken: string) => service.http.post('/api/v1/auth/refresh', { refreshToken });

it('SES-04: what was revoked stays so after a restart', async () => {
  const [loggedOut, stolen] = [await service.person(), await service.person()];
  await service.http.post('/api/v1/auth/logout', undefined, { token: loggedOut.token });
  const { data: successor } = await refresh(stolen.refreshToken);
  await refresh(successor.refreshToken);
  await refresh(stolen.refreshToken);
  await service.stop();
  service = await E2eService.start({ clock, database });
  for (const token of [loggedOut.refreshToken, stolen.refreshToken, successor.refreshToken]) {
    expect((await refresh(token)).status).toBe(401);
  }
  for (const token of [loggedOut.token, stolen.token, successor.accessToken]) {
    expect(await service.http.get('/api/v1/me', { token })).toMatchObject({
      status: 401,
      code: 'SESSION_REVOKED',
    });
  }
});
