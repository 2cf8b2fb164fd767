import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { systemContext } from '#application/shared/request-context.js';
import { sagasTokens } from '#composition/features/sagas.tokens.js';
import { platform } from '#composition/platform/platform.tokens.js';
import { E2eService, type SignedIn } from '#testing/e2e-service.js';
import { FakeClock } from '#testing/fake-clock.js';
import { createTestRedis, hasTestRedis, type TestRedis } from '../../support/test-redis.js';
import { Agencies, agenciesToken, firstTrip, travelling } from '../../support/travelling.config.js';

const adapters: Record<string, string>[] = [{ STORAGE: 'postgres' }, { STORAGE: 'memory' }];
if (hasTestRedis) adapters.push({ STORAGE: 'postgres', JOBS: 'redis' });

describe.each(adapters)('sagas over HTTP, with %o', (chosen) => {
  let service: E2eService;
  let redis: TestRedis | undefined;
  let root: SignedIn;
  let agencies: Agencies;

  beforeAll(async () => {
    if (chosen.JOBS === 'redis') redis = await createTestRedis();
    const env = { ...chosen, ...(redis && { REDIS_URL: redis.url, REDIS_KEY_PREFIX: redis.prefix }) };
    service = await E2eService.start({
      env: { ...env, JOBS_ENABLED: 'false' },
      features: [travelling],
    });
    root = await service.root();
    agencies = await service.service.container.get(agenciesToken);
  });
  afterAll(async () => {
    await service?.stop();
    await redis?.drop();
  });
  beforeEach(() => {
    agencies.booked.length = 0;
    agencies.refused.clear();
  });

  async function start(name: string): Promise<string> {
    const sagas = await service.service.container.get(sagasTokens.sagas);
    const unitOfWork = await service.service.container.get(platform.unitOfWork);
    const id = await unitOfWork.run(systemContext, () => sagas.start(name, randomUUID()));
    return id ?? expect.fail('It has not begun');
  }
  const get = (path: string, { token } = root) => service.http.get(`/api/v1/sagas${path}`, { token });
  const retry = (id: string, { token } = root) =>
    service.http.post(`/api/v1/sagas/${id}/retry`, undefined, { token });
  const events = async (type: string) => {
    await service.drainEvents();
    const { body } = await service.http.get(`/api/v1/audit?action=${type}`, { token: root.token });
    return body.data.map(({ targetId }: { targetId: string }) => targetId);
  };

  it('an extension has one of its own, which begins with a change of its own and ends in an event', async () => {
    await service.drainJobs();
    const { status, body } = await get('?name=trip');
    expect(status).toBe(200);
    const [{ id }] = body.data;
    const step = { state: 'done', attempts: 1, dueAt: null, error: null, compensation: null };
    expect(body.data).toEqual([
      {
        id,
        name: 'trip',
        version: 1,
        subjectId: firstTrip,
        state: 'done',
        isUndoing: false,
        steps: [
          { name: 'hotel', ...step },
          { name: 'flight', ...step },
        ],
        createdAt: expect.stringMatching(/^\d{4}-.*Z$/),
        updatedAt: expect.stringMatching(/^\d{4}-.*Z$/),
      },
    ]);
    expect(body.meta).toEqual(expect.objectContaining({ limit: 20, nextCursor: null }));
    expect(agencies.booked).toEqual([`hotel ${id}:hotel`, `flight ${id}:flight`]);
    expect(await events('trip.booked')).toContain(firstTrip);
    const shown = await get(`/${id}`);
    expect([shown.status, shown.body.data]).toEqual([200, body.data[0]]);
  });

  it('one that is parked goes on when it is retried, and is refused otherwise', async () => {
    agencies.refused.add('flight').add('-hotel');
    const id = await start('trip');
    await service.drainJobs();
    const parked = await get(`/${id}`);
    expect(parked.body.data).toMatchObject({
      state: 'parked',
      isUndoing: true,
      steps: [
        {
          state: 'done',
          compensation: {
            state: 'failed',
            attempts: 1,
            dueAt: null,
            error: 'PermanentFailure: -hotel is refused',
          },
        },
        { state: 'failed', error: 'PermanentFailure: flight is refused', compensation: null },
      ],
    });
    expect(await events('saga.parked')).toEqual([id]);
    expect((await get('?state=parked')).body.data).toEqual([parked.body.data]);
    agencies.refused.clear();
    expect((await retry(id)).status).toBe(204);
    await service.drainJobs();
    expect((await get(`/${id}`)).body.data.state).toBe('undone');
    expect(await events('trip.cancelled')).toHaveLength(1);
    const { status, body } = await retry(id);
    expect([status, body.error.code]).toEqual([409, 'SAGA_NOT_PARKED']);
  });

  it('are listed by pages and filters', async () => {
    const ids: string[] = [];
    for (let count = 0; count < 3; count += 1) ids.push(await start('visa'));
    ids.sort().reverse();
    const first = (await get('?name=visa&cursor=&limit=2')).body;
    const second = (await service.http.get(first.links.next, { token: root.token })).body;
    expect([...first.data, ...second.data].map(({ id }) => id)).toEqual(ids);
    expect(second.links.next).toBeNull();
    expect((await get('?name=visa&state=done')).body.data).toEqual([]);
  });

  it('tell nothing of an error that may hold a secret', async () => {
    const id = await start('visa');
    await service.drainJobs();
    const { body, text } = await get(`/${id}`);
    expect(body.data).toMatchObject({
      state: 'running',
      steps: [{ state: 'waiting', attempts: 1, error: 'Error', dueAt: expect.any(String) }],
    });
    expect(text).not.toContain('canary');
  });

  it('are not found where there are none', async () => {
    for (const { status, body } of [await get(`/${randomUUID()}`), await retry(randomUUID())]) {
      expect([status, body.error.code]).toEqual([404, 'SAGA_NOT_FOUND']);
    }
    for (const { status } of [await get('/one'), await retry('one')]) expect(status).toBe(422);
  });

  it.each(['state=lost', 'cursor=abc', 'limit=0', 'what=1'])('are not listed by %s', async (query) => {
    const { status, body } = await get(`?${query}`);
    expect([status, body.error.code]).toEqual([422, 'VALIDATION_ERROR']);
  });

  it('are for administrators only', async () => {
    const id = await start('trip');
    for (const person of [await service.person(), await service.person('moderator')]) {
      for (const { status, body } of [
        await get('', person),
        await get(`/${id}`, person),
        await retry(id, person),
      ]) {
        expect([status, body.error.code]).toEqual([403, 'FORBIDDEN']);
      }
    }
    expect((await service.http.get('/api/v1/sagas')).status).toBe(401);
    expect((await service.http.post(`/api/v1/sagas/${id}/retry`)).status).toBe(401);
  });
});

it('a saga goes on at once where the clock of the service is ahead of that of the jobs', async () => {
  const clock = new FakeClock(new Date(Date.now() + 60_000));
  const service = await E2eService.start({ env: { JOBS_ENABLED: 'false' }, features: [travelling], clock });
  onTestFinished(() => service.stop());
  await service.drainJobs();
  const { booked } = await service.service.container.get(agenciesToken);
  expect(booked.map((each) => each.split(' ')[0])).toEqual(['hotel', 'flight']);
});
