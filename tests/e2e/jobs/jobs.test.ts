import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defineJob, PermanentFailure } from '#application/jobs/job.js';
import { systemContext } from '#application/shared/request-context.js';
import { defineFeature } from '#composition/define-feature.js';
import { jobsTokens } from '#composition/features/jobs.tokens.js';
import { platform } from '#composition/platform/platform.tokens.js';
import { E2eService, type SignedIn } from '#testing/e2e-service.js';

const secret = 'canary-of-a-payload';
const post = defineJob<{ readonly word: string }>({
  name: 'tests.post',
  description: 'Posts.',
  parse: (raw) => raw as { word: string },
});
let begun = Promise.withResolvers<void>();
let goOn = Promise.withResolvers<void>();

/** A job that fails for good, or waits until it may end. */
const posting = defineFeature({
  name: 'posting',
  bind: (wiring) =>
    wiring.contribute(
      'job',
      post.name,
      () => ({
        job: post,
        handle: async ({ payload: { word } }: { payload: { word: string } }) => {
          begun.resolve();
          if (word !== 'wait') throw new PermanentFailure('nobody is there');
          await goOn.promise;
        },
      }),
      [],
    ),
});

describe.each([{ STORAGE: 'postgres' }, { STORAGE: 'memory' }])('jobs over HTTP, with %o', (storage) => {
  let service: E2eService;
  let root: SignedIn;

  beforeAll(async () => {
    service = await E2eService.start({ env: { ...storage, JOBS_ENABLED: 'false' }, features: [posting] });
    root = await service.root();
  });
  afterAll(async () => {
    goOn.resolve();
    await service?.stop();
  });

  const enqueue = async (word: string, runAt?: Date) => {
    const jobs = await service.service.container.get(jobsTokens.jobs);
    const unitOfWork = await service.service.container.get(platform.unitOfWork);
    const options = runAt === undefined ? {} : { runAt };
    await unitOfWork.run(systemContext, () => jobs.enqueue(post, { word }, options));
    const { body } = await list('limit=1');
    return body.data[0].id as string;
  };
  const list = (query = '', { token } = root) => service.http.get(`/api/v1/jobs?${query}`, { token });
  const retry = (id: string, { token } = root) =>
    service.http.post(`/api/v1/jobs/${id}/retry`, undefined, { token });
  const remove = (id: string, { token } = root) => service.http.delete(`/api/v1/jobs/${id}`, { token });

  it('are listed with why they failed, and not with what they are about', async () => {
    const id = await enqueue(secret);
    await service.drainJobs();
    const { status, body, text } = await list('state=failed&queue=tests.post');
    expect(status).toBe(200);
    expect(body.data).toEqual([
      {
        id,
        queue: 'tests.post',
        state: 'failed',
        attempts: 1,
        maxAttempts: 5,
        priority: 0,
        createdAt: expect.stringMatching(/^\d{4}-.*Z$/),
        runAt: expect.any(String),
        error: 'PermanentFailure: nobody is there',
      },
    ]);
    expect(body.meta).toMatchObject({ limit: 20, nextCursor: null });
    expect(text).not.toContain(secret);
    expect((await remove(id)).status).toBe(204);
    expect((await list()).body.data).toEqual([]);
  });

  it('are listed by pages', async () => {
    const ids = [await enqueue('a'), await enqueue('b'), await enqueue('c')].reverse();
    const first = (await list('cursor=&limit=2')).body;
    const second = (await service.http.get(first.links.next, { token: root.token })).body;
    expect([...first.data, ...second.data].map(({ id }) => id)).toEqual(ids);
    expect(second.links.next).toBeNull();
    for (const id of ids) await remove(id);
  });

  it('are tried again on demand', async () => {
    const id = await enqueue(secret);
    await service.drainJobs();
    expect((await retry(id)).status).toBe(204);
    await service.drainJobs();
    expect((await list()).body.data).toMatchObject([{ id, state: 'failed', attempts: 2 }]);
    await remove(id);
  });

  it('are left alone while they run', async () => {
    begun = Promise.withResolvers();
    goOn = Promise.withResolvers();
    const id = await enqueue('wait');
    const drained = service.drainJobs();
    await begun.promise;
    for (const change of [retry, remove]) {
      const { status, body } = await change(id);
      expect([status, body.error.code]).toEqual([409, 'JOB_RUNNING']);
    }
    goOn.resolve();
    await drained;
    expect((await list()).body.data).toEqual([]);
  });

  it.each(['retry', 'remove'] as const)('cannot be changed where there is none (%s)', async (what) => {
    const change = { retry, remove }[what];
    const { status, body } = await change(randomUUID());
    expect([status, body.error.code]).toEqual([404, 'JOB_NOT_FOUND']);
    expect((await change('one')).status).toBe(422);
  });

  it.each(['state=done', 'cursor=abc', 'limit=0', 'what=1'])('are not listed by %s', async (query) => {
    expect((await list(query)).status).toBe(422);
  });

  it('are for administrators only', async () => {
    const id = await enqueue('later', new Date(Date.now() + 3_600_000));
    for (const person of [await service.person(), await service.person('moderator')]) {
      for (const { status, body } of [
        await list('', person),
        await retry(id, person),
        await remove(id, person),
      ]) {
        expect([status, body.error.code]).toEqual([403, 'FORBIDDEN']);
      }
    }
    expect((await service.http.get('/api/v1/jobs')).status).toBe(401);
    expect((await remove(id)).status).toBe(204);
  });
});
