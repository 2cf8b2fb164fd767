import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { E2eService, password } from '#testing/e2e-service.js';
import { execute } from '#testing/execute.js';
import { aRecordingLogger } from '#testing/loggers.js';
import { passTimeOfAttempts } from '../../support/pass-time.js';

const limit = 3;
const windowSeconds = 600;

describe('guessing at passwords', () => {
  let service: E2eService;
  let second: E2eService;

  beforeAll(async () => {
    const env = {
      LOCKOUT_PER_ACCOUNT_AND_ADDRESS: `${limit}`,
      LOCKOUT_WINDOW_SECONDS: `${windowSeconds}`,
    };
    service = await E2eService.start({ env });
    second = await E2eService.start({ env, database: service.database });
  });

  afterAll(async () => {
    await second?.stop();
    await service?.stop();
  });

  const guess = (email: string, through = service) =>
    through.http.post('/api/v1/auth/login', { email, password: 'a wrong password' });

  it('INP-22: who goes on guessing does not make the window longer', async () => {
    const { user } = await service.person();
    for (let attempt = 0; attempt < limit; attempt += 1) expect((await guess(user.email)).status).toBe(401);
    const step = windowSeconds / 10;
    for (let passed = 0; passed < windowSeconds; passed += step) {
      const answer = await guess(user.email);
      expect(answer).toMatchObject({ status: 429, code: 'LOGIN_LOCKED' });
      const retryAfter = Number(answer.headers.get('retry-after'));
      expect(retryAfter).toBeLessThanOrEqual(windowSeconds - passed);
      expect(retryAfter).toBeGreaterThan(windowSeconds - passed - 30);
      await passTimeOfAttempts((sql) => execute(service.database.url, sql), step);
    }
    const { status } = await service.http.post('/api/v1/auth/login', { email: user.email, password });
    expect(status).toBe(200);
  });

  it('INP-22: instances count together, also guesses that come at once', async () => {
    const { user } = await service.person();
    const guesses = Array.from({ length: 20 }, (_, index) =>
      guess(user.email, index % 2 === 0 ? service : second),
    );
    const statuses = (await Promise.all(guesses)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(limit);
    expect(statuses.filter((status) => status === 429)).toHaveLength(guesses.length - limit);
  });

  it('INP-22: a burst of guesses is turned away before it is queued, and is no fault', async () => {
    const logger = aRecordingLogger();
    // Whatever else would come to the hashing would find no place.
    const env = { LOCKOUT_PER_ACCOUNT_AND_ADDRESS: `${limit}`, HASH_QUEUE_MAX: `${limit}` };
    const burst = await E2eService.start({ env, logger });
    onTestFinished(() => burst.stop());
    const { user } = await burst.person();
    const answers = await Promise.all(Array.from({ length: 200 }, () => guess(user.email, burst)));
    const codes = Object.groupBy(answers, ({ status, code }) => `${status} ${code}`);
    expect(Object.keys(codes).sort()).toEqual(['401 INVALID_CREDENTIALS', '429 LOGIN_LOCKED']);
    expect(codes['401 INVALID_CREDENTIALS']).toHaveLength(limit);
    expect(logger.records.filter(({ level }) => level === 'error')).toEqual([]);
  });

  it('INP-22: a header that claims another address makes no other client', async () => {
    const { user } = await service.person();
    const answers: number[] = [];
    for (let attempt = 0; attempt < limit + 2; attempt += 1) {
      const claim = `198.51.100.${attempt}`;
      const { status } = await service.http.post(
        '/api/v1/auth/login',
        { email: user.email, password: 'a wrong password' },
        { headers: { 'x-forwarded-for': claim, forwarded: `for=${claim}`, 'x-real-ip': claim } },
      );
      answers.push(status);
    }
    expect(answers).toEqual([401, 401, 401, 429, 429]);
  });
});
