import { beforeEach, describe, expect, it } from 'vitest';
import { defineJob, PermanentFailure } from '#application/jobs/job.js';
import { RetentionJob } from '#application/jobs/retention-job.js';
import { systemContext } from '#application/shared/request-context.js';
import { jobsTokens } from '#composition/features/jobs.tokens.js';
import { platform } from '#composition/platform/platform.tokens.js';
import { testIds } from '#testing/ids.js';
import { overriding } from '#testing/overriding.js';
import { TestKit } from '#testing/test-kit.js';
import { aContext } from '../../support/builders/context.js';

const post = defineJob({ name: 'tests.post', description: 'Posts.', parse: () => ({}) });

describe('operating jobs', () => {
  let kit: TestKit;
  const admin = aContext();
  beforeEach(async () => {
    const handle = async () => {
      throw new PermanentFailure('nobody is there');
    };
    kit = new TestKit({
      features: [
        overriding((wiring) => wiring.contribute('job', post.name, () => ({ job: post, handle }), [])),
      ],
    });
    const jobs = await kit.get(jobsTokens.jobs);
    await (await kit.get(platform.unitOfWork)).run(admin, () => jobs.enqueue(post, {}));
    await (await kit.get(jobsTokens.runner)).drain();
  });
  const list = async (context = admin) =>
    (await kit.get(jobsTokens.listJobs)).execute({ filter: {}, cursor: null, limit: 10 }, context);
  const failed = async () => (await list()).items[0]?.id ?? '';

  const changes = async () => ({
    retry: await kit.get(jobsTokens.retryJob),
    remove: await kit.get(jobsTokens.deleteJob),
  });

  it('has a failed one tried again', async () => {
    await (await kit.get(jobsTokens.retryJob)).execute({ id: await failed() }, admin);
    expect((await list()).items).toMatchObject([{ state: 'retrying', maxAttempts: 2 }]);
  });

  it('gives one up', async () => {
    await (await kit.get(jobsTokens.deleteJob)).execute({ id: await failed() }, admin);
    expect((await list()).items).toEqual([]);
  });

  it.each(['retry', 'remove'] as const)('tells that there is none to %s', async (name) => {
    const useCase = (await changes())[name];
    await expect(useCase.execute({ id: testIds.next() }, admin)).rejects.toMatchObject({
      code: 'JOB_NOT_FOUND',
    });
    await expect(useCase.execute({ id: 'one' }, admin)).rejects.toMatchObject({ code: 'VALIDATION_ERROR' });
  });

  it('is for those with jobs:manage, and the command line', async () => {
    const moderator = aContext({ roles: ['moderator'] });
    const id = await failed();
    await expect(list(moderator)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    for (const useCase of Object.values(await changes())) {
      await expect(useCase.execute({ id }, moderator)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    }
    expect((await list({ ...systemContext } as typeof admin)).items).toHaveLength(1);
  });
});

describe('RetentionJob', () => {
  const run = async (removed: readonly number[], signal = new AbortController().signal) => {
    const asked: number[] = [];
    const retention = {
      deleteOverFor: async (seconds: number) => removed[asked.push(seconds) - 1] ?? 0,
    };
    const job = new RetentionJob('tests.remove', retention, 60);
    await job.handle({ id: '1', payload: {}, attempt: 1, signal });
    return asked;
  };

  it('removes in batches until there is no more', async () => {
    expect(await run([1000, 1000, 999, 1000])).toEqual([60, 60, 60]);
  });

  it('leaves a long backlog for the next time, and stops when it is told to', async () => {
    expect(await run(Array(100).fill(1000))).toHaveLength(50);
    expect(await run([1000], AbortSignal.abort())).toEqual([]);
  });
});
