import { afterAll, beforeAll, expect, it } from 'vitest';
import { authTokens } from '#composition/features/auth.tokens.js';
import { BoundedPasswordHasher } from '#infrastructure/hashing/bounded-password-hasher.js';
import type { PasswordAlgorithm } from '#infrastructure/hashing/password-algorithm.js';
import { BoundedQueue } from '#infrastructure/shared/bounded-queue.js';
import { E2eService } from '#testing/e2e-service.js';
import type { Reply } from '#testing/http-client.js';
import { overriding } from '#testing/overriding.js';

const gate = Promise.withResolvers<void>();

/** As slow as it takes: verifies nothing before the gate opens. */
const stuck: PasswordAlgorithm = {
  accepts: () => true,
  isCurrent: () => true,
  decoy: () => 'decoy',
  hash: async (password) => `stuck:${password}`,
  verify: async () => {
    await gate.promise;
    return false;
  },
};

const oneAtATime = overriding((wiring) =>
  wiring.replace(
    authTokens.passwordHasher,
    () =>
      new BoundedPasswordHasher(
        stuck,
        [],
        new BoundedQueue({ concurrency: 1, maxQueue: 2, maxWaitMs: 60_000 }),
      ),
    [],
    (hasher) => hasher.close(),
  ),
);

let service: E2eService;

beforeAll(async () => {
  service = await E2eService.start({ features: [oneAtATime] });
});

afterAll(async () => {
  gate.resolve();
  await service?.stop();
});

it('PWD-07: while logins pile up, the excess is turned away at once and everything else is served', async () => {
  const logins = 20;
  const refused: Reply[] = [];
  const allRefused = Promise.withResolvers<void>();
  const answers = Array.from({ length: logins }, async (_, index) => {
    const body = { email: `visitor${index}@example.com`, password: 'a wrong password' };
    const answer = await service.http.post('/api/v1/auth/login', body);
    if (answer.status === 503) refused.push(answer);
    if (refused.length === logins - 3) allRefused.resolve();
    return answer;
  });
  await allRefused.promise;
  for (const { code, headers } of refused) {
    expect(code).toBe('OVERLOADED');
    expect(Number(headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
  }
  for (const path of ['/health/live', '/health/ready', '/.well-known/jwks.json']) {
    expect((await service.http.get(path)).status).toBe(200);
  }
  gate.resolve();
  const statuses = (await Promise.all(answers)).map(({ status }) => status);
  expect(statuses.filter((status) => status === 401)).toHaveLength(3);
  expect(statuses.filter((status) => status === 503)).toHaveLength(logins - 3);
});
