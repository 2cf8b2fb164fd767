import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { defineJob, type JobHandler, PermanentFailure } from '#application/jobs/job.js';
import type { JobOptions } from '#application/jobs/jobs.js';
import { systemContext } from '#application/shared/request-context.js';
import { JobRunner } from '#infrastructure/jobs/job-runner.js';
import { JobSchedules } from '#infrastructure/jobs/job-schedules.js';
import type { JobClaim } from '#infrastructure/jobs/job-store.js';
import { FakeClock } from '#testing/fake-clock.js';
import { aRecordingLogger, silentLogger } from '#testing/loggers.js';
import type { EngineTarget, JobEngine } from './engines.js';

type Payload = { readonly n: number };

const greet = defineJob<Payload>({
  name: 'tests.greet',
  description: 'Greets.',
  parse: (raw) => {
    if (typeof (raw as Payload).n !== 'number') throw new Error('not a number');
    return raw as Payload;
  },
  attempts: 3,
  firstRetrySeconds: 60,
  maxRetrySeconds: 100,
  concurrency: 4,
  timeoutSeconds: 30,
});
const other = defineJob<Payload>({ ...greet, name: 'tests.other' });

const leaseMs = 60_000;

export function jobsContract(open: EngineTarget['open']): void {
  let engine: JobEngine;
  beforeEach(async () => {
    engine = await open();
    await engine.store.open([greet, other]);
  });
  const runners: JobRunner[] = [];
  afterEach(async () => {
    await Promise.all(runners.splice(0).map((runner) => runner.close()));
    await engine?.close();
  });

  const enqueue = async (n: number, options: JobOptions = {}, job = greet) => {
    const isAdded = await engine.unitOfWork.run(systemContext, () =>
      engine.jobs.enqueue(job, { n }, options),
    );
    await engine.settle([greet, other]);
    return isAdded;
  };
  const claimAll = async (limit = 100): Promise<readonly JobClaim[]> => engine.store.claim(greet.name, limit);
  const claimOne = async (): Promise<JobClaim> => {
    const [claim] = await claimAll(1);
    if (claim === undefined) throw new Error('There is nothing to claim');
    return claim;
  };
  const numbers = (claims: readonly JobClaim[]) => claims.map(({ payload }) => (payload as Payload).n);
  const list = async (filter = {}) => (await engine.desk.list(filter, null, 100)).items;
  const only = async () => {
    const [job, ...others] = await list();
    expect(others).toEqual([]);
    if (job === undefined) throw new Error('There is no job');
    return job;
  };
  const aRunner = (
    handle: JobHandler<Payload>['handle'],
    { job = greet, logger = silentLogger, stopMs = 20_000 } = {},
  ) => {
    // biome-ignore lint/suspicious/noExplicitAny: as composition gathers them.
    const handlers: JobHandler<any>[] = [{ job, handle }];
    const settings = { pollIntervalMs: 5, leaseMs, stopMs };
    const runner = new JobRunner(handlers, engine.store, engine.signal, logger, settings);
    runners.push(runner);
    return runner;
  };
  const boom = { message: 'boom', isPermanent: false };
  const forGood = { message: 'no use', isPermanent: true };

  describe('enqueue', () => {
    it('belongs to the unit of work', async () => {
      const rolledBack = engine.unitOfWork.run(systemContext, async () => {
        await engine.jobs.enqueue(greet, { n: 1 });
        throw new Error('rolled back');
      });
      await expect(rolledBack).rejects.toThrow('rolled back');
      await engine.settle([greet]);
      expect(await engine.store.due([greet.name])).toEqual([]);
      expect(await list()).toEqual([]);

      await enqueue(2);
      expect(await engine.store.due([greet.name, other.name])).toEqual([greet.name]);
      expect(numbers(await claimAll())).toEqual([2]);
    });

    it('is refused outside one', async () => {
      await expect(engine.jobs.enqueue(greet, { n: 1 })).rejects.toThrow('UnitOfWork.run');
    });

    it('wakes runners when it is committed, and only then', async () => {
      const heard = vi.fn();
      engine.signal.subscribe(heard);
      await engine.unitOfWork.run(systemContext, async () => {
        await engine.jobs.enqueue(greet, { n: 1 });
        expect(heard).not.toHaveBeenCalled();
      });
      expect(heard).toHaveBeenCalled();
    });

    it('puts a job off', async () => {
      const runAt = new Date(engine.clock.now().getTime() + 3_600_000);
      await enqueue(1, { runAt });
      expect(await engine.store.due([greet.name])).toEqual([]);
      expect(await claimAll()).toEqual([]);
      // Redis is told how long, and counts by its own clock.
      expect(Math.abs((await only()).runAt.getTime() - runAt.getTime())).toBeLessThan(1_000);
      await engine.passTime(3_601);
      expect(await engine.store.due([greet.name])).toEqual([greet.name]);
      expect(numbers(await claimAll())).toEqual([1]);
    });

    it('has the more urgent ones done first, and of these the older', async () => {
      await enqueue(1);
      await enqueue(2, { priority: 5 });
      await enqueue(3);
      await enqueue(4, { priority: 5 });
      expect(numbers([...(await claimAll(1)), ...(await claimAll(1)), ...(await claimAll(1))])).toEqual([
        2, 4, 1,
      ]);
    });

    it('adds none beside one of the same key that waits, runs or is tried again', async () => {
      const uniqueKey = 'a key: "any", text';
      expect(await enqueue(1, { uniqueKey })).toBe(true);
      expect(await enqueue(2, { uniqueKey })).toBe(false);
      expect(await enqueue(3, { uniqueKey: 'another' })).toBe(true);
      expect(await enqueue(4, { uniqueKey }, other)).toBe(true);
      const [first, another] = (await claimAll()) as [JobClaim, JobClaim];
      expect(numbers([first, another])).toEqual([1, 3]);
      expect(await enqueue(5, { uniqueKey })).toBe(false);
      await engine.store.fail(first, boom);
      expect(await enqueue(6, { uniqueKey })).toBe(false);
      await engine.store.complete([another]);
      expect(await enqueue(7, { uniqueKey: 'another' })).toBe(true);
    });
  });

  describe('an attempt', () => {
    it('is of one runner only', async () => {
      for (let n = 0; n < 20; n += 1) await enqueue(n);
      const claims = (await Promise.all(Array.from({ length: 10 }, () => claimAll(4)))).flat();
      expect(numbers(claims).sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, n) => n));
    });

    it('that ends well takes the job and its payload away', async () => {
      await enqueue(1);
      await enqueue(2);
      expect(await engine.store.complete(await claimAll())).toBe(2);
      expect(await list()).toEqual([]);
    });

    it('that fails is made again after a time that grows, with some of it left to chance, up to a limit', async () => {
      await enqueue(1);
      for (const [attempt, least, most] of [
        [1, 60, 120],
        [2, 100, 100],
      ] as const) {
        const before = engine.clock.now().getTime();
        const claim = await claimOne();
        expect(claim.attempt).toBe(attempt);
        expect(await engine.store.fail(claim, boom)).toBe(true);
        const job = await only();
        expect(job).toMatchObject({ state: 'retrying', attempts: attempt, maxAttempts: 3, error: 'boom' });
        const waitsSeconds = (job.runAt.getTime() - before) / 1000;
        expect(waitsSeconds).toBeGreaterThanOrEqual(Math.min(least, 100) - 1);
        expect(waitsSeconds).toBeLessThan(Math.min(most, 100) + 20);
        expect(await claimAll()).toEqual([]);
        await engine.passTime(130);
      }
    });

    it('that fails as the last one leaves a dead letter', async () => {
      await enqueue(1);
      for (let attempt = 1; attempt <= 3; attempt += 1) {
        await engine.store.fail(await claimOne(), boom);
        await engine.passTime(130);
      }
      expect(await only()).toMatchObject({ state: 'failed', attempts: 3, error: 'boom' });
      expect(await engine.store.due([greet.name])).toEqual([]);
    });

    it('that fails for good leaves a dead letter at once', async () => {
      await enqueue(1);
      await engine.store.fail(await claimOne(), forGood);
      expect(await only()).toMatchObject({ state: 'failed', attempts: 1, maxAttempts: 3, error: 'no use' });
    });

    it('that is given back can be begun at once, and does not count', async () => {
      await enqueue(1);
      await engine.store.release([await claimOne()]);
      for (let attempt = 1; attempt <= 3; attempt += 1) {
        await engine.passTime(130);
        await engine.store.fail(await claimOne(), boom);
      }
      expect(await only()).toMatchObject({ state: 'failed' });
    });
  });

  describe('an attempt without a sign of life', () => {
    const abandon = async () => {
      await enqueue(1);
      const claim = await claimOne();
      await engine.passTime(61);
      return claim;
    };

    it('is taken over, and can do nothing to the job any more', async () => {
      const lost = await abandon();
      expect(await engine.store.takeOver([greet.name], leaseMs)).toBe(1);
      expect(await only()).toMatchObject({ state: 'retrying', attempts: 1 });
      const next = await claimOne();
      expect(next).toMatchObject({ id: lost.id, attempt: 2 });

      expect(await engine.store.complete([lost])).toBe(0);
      expect(await engine.store.fail(lost, forGood)).toBe(false);
      await engine.store.release([lost]);
      expect(await engine.store.keep([lost])).toEqual(new Set());
      expect(await only()).toMatchObject({ state: 'running', attempts: 2 });
      expect(await engine.store.complete([next])).toBe(1);
    });

    it('counts as one that failed', async () => {
      await enqueue(1);
      for (let attempt = 1; attempt <= 3; attempt += 1) {
        await claimOne();
        await engine.passTime(61);
        await engine.store.takeOver([greet.name], leaseMs);
      }
      expect(await only()).toMatchObject({ state: 'failed', attempts: 3 });
    });

    it('is none while it gives one', async () => {
      await enqueue(1);
      const claim = await claimOne();
      await engine.passTime(40);
      expect(await engine.store.keep([claim])).toEqual(new Set([claim.id]));
      await engine.passTime(40);
      expect(await engine.store.takeOver([greet.name], leaseMs)).toBe(0);
      expect(await only()).toMatchObject({ state: 'running' });
    });

    it('is left to those who know its job', async () => {
      await abandon();
      expect(await engine.store.takeOver([other.name], leaseMs)).toBe(0);
    });
  });

  describe('a runner', () => {
    it('does what there is, and leaves alone what it has no handler for', async () => {
      await enqueue(1);
      await enqueue(2, {}, other);
      const done: unknown[] = [];
      await aRunner(async ({ id, payload, attempt }) => void done.push({ id, payload, attempt })).drain();
      expect(done).toEqual([{ id: expect.any(String), payload: { n: 1 }, attempt: 1 }]);
      expect(await only()).toMatchObject({ queue: other.name, state: 'waiting' });
    });

    it('is woken by a commit', async () => {
      const done = Promise.withResolvers<number>();
      aRunner(async ({ payload: { n } }) => done.resolve(n)).start();
      await enqueue(7);
      expect(await done.promise).toBe(7);
    });

    it('does each job once together with another, and no more at a time than it may', async () => {
      for (let n = 0; n < 50; n += 1) await enqueue(n);
      const done: number[] = [];
      let [atWork, most] = [0, 0];
      const both = [1, 2].map(() =>
        aRunner(async ({ payload: { n } }) => {
          atWork += 1;
          most = Math.max(most, atWork);
          await new Promise(setImmediate);
          done.push(n);
          atWork -= 1;
        }),
      );
      await Promise.all(both.map((runner) => runner.drain()));
      expect(done.sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, n) => n));
      expect(most).toBeLessThanOrEqual(2 * greet.concurrency);
      expect(await list()).toEqual([]);
    });

    it('keeps why a job failed only in words that are known to be safe', async () => {
      await enqueue(1);
      await enqueue(2);
      await aRunner(async ({ payload: { n } }) => {
        throw n === 1 ? new PermanentFailure('the address is gone') : new TypeError('password=secret');
      }).drain();
      expect(await list({ state: 'failed' })).toMatchObject([
        { error: 'PermanentFailure: the address is gone' },
      ]);
      expect(await list({ state: 'retrying' })).toMatchObject([{ error: 'TypeError' }]);
    });

    it('gives up what is no payload of the job', async () => {
      await enqueue('one' as never);
      const handle = vi.fn();
      await aRunner(handle).drain();
      expect(handle).not.toHaveBeenCalled();
      expect(await only()).toMatchObject({ state: 'failed', attempts: 1 });
    });

    it('ends an attempt when its time is over, whatever the handler does', async () => {
      await enqueue(1);
      const signals: AbortSignal[] = [];
      const hasty = defineJob<Payload>({ ...greet, timeoutSeconds: 0.01 });
      await aRunner(
        async ({ signal }) => {
          signals.push(signal);
          await new Promise(() => undefined);
        },
        { job: hasty },
      ).drain();
      expect(signals).toMatchObject([{ aborted: true }]);
      expect(await only()).toMatchObject({
        state: 'retrying',
        attempts: 1,
        error: expect.stringMatching('0.01 s'),
      });
    });

    it('gives back, when it stops, what does not end in time', async () => {
      await enqueue(1);
      const begun = Promise.withResolvers<AbortSignal>();
      const runner = aRunner(
        async ({ signal }) => {
          begun.resolve(signal);
          await new Promise(() => undefined);
        },
        { stopMs: 0 },
      );
      runner.start();
      const signal = await begun.promise;
      await runner.close();
      expect(signal.aborted).toBe(true);
      expect(await only()).toMatchObject({ state: 'retrying' });
      expect(await engine.store.due([greet.name])).toEqual([greet.name]);
    });

    it('lets a handler know that the job was taken over, and does nothing to it', async () => {
      await enqueue(1);
      const begun = Promise.withResolvers<AbortSignal>();
      const logger = aRecordingLogger();
      const frozen = aRunner(
        async ({ signal }) => {
          begun.resolve(signal);
          await new Promise((resolve) => signal.addEventListener('abort', resolve));
        },
        { job: defineJob<Payload>({ ...greet, concurrency: 1 }), logger },
      );
      frozen.start();
      const signal = await begun.promise;
      await engine.passTime(61);
      await engine.store.takeOver([greet.name], leaseMs);
      const next = await claimOne();
      await frozen.keep();
      expect(signal.aborted).toBe(true);
      await frozen.close();
      expect(await only()).toMatchObject({ state: 'running', attempts: next.attempt });
    });
  });

  describe('the desk', () => {
    it('lists what is not done by pages, newest first, without payloads', async () => {
      for (let n = 0; n < 3; n += 1) await enqueue(n);
      await enqueue(3, { priority: 2 }, other);
      const first = await engine.desk.list({}, null, 3);
      const second = await engine.desk.list({}, first.nextCursor, 3);
      const ids = [...first.items, ...second.items].map(({ id }) => id);
      expect(ids).toHaveLength(4);
      expect(ids).toEqual([...ids].sort().reverse());
      expect(second.nextCursor).toBeNull();
      expect(first.items[0]).toEqual({
        id: expect.any(String),
        queue: other.name,
        state: 'waiting',
        attempts: 0,
        maxAttempts: 3,
        priority: 2,
        createdAt: expect.any(Date),
        runAt: expect.any(Date),
        error: null,
      });
    });

    it('filters by state and sort', async () => {
      await enqueue(1);
      await engine.store.fail(await claimOne(), forGood);
      await enqueue(2);
      await claimOne();
      await enqueue(3);
      await enqueue(4, {}, other);
      const states = async (filter: object) => (await list(filter)).map(({ state }) => state);
      expect(await states({ state: 'failed' })).toEqual(['failed']);
      expect(await states({ queue: greet.name })).toEqual(['waiting', 'running', 'failed']);
      expect(await states({ queue: greet.name, state: 'running' })).toEqual(['running']);
      expect(await states({ queue: 'tests.none' })).toEqual([]);
    });

    it('has a dead letter tried once more', async () => {
      await enqueue(1);
      await engine.store.fail(await claimOne(), forGood);
      const { id } = await only();
      expect(await engine.desk.retry(id)).toBe('done');
      await engine.settle([greet]);
      expect(await only()).toMatchObject({ state: 'retrying' });
      await engine.store.fail(await claimOne(), boom);
      expect(await only()).toMatchObject({ state: 'failed', error: 'boom' });
    });

    it('has what waits tried at once', async () => {
      await enqueue(1, { runAt: new Date(engine.clock.now().getTime() + 3_600_000) });
      expect(await engine.desk.retry((await only()).id)).toBe('done');
      await engine.settle([greet]);
      expect(numbers(await claimAll())).toEqual([1]);
    });

    it('has no dead letter tried beside its successor', async () => {
      await enqueue(1, { uniqueKey: 'key' });
      await engine.store.fail(await claimOne(), forGood);
      const { id } = await only();
      await enqueue(2, { uniqueKey: 'key' });
      await expect(engine.desk.retry(id)).rejects.toMatchObject({ code: 'JOB_DUPLICATE' });
    });

    it('leaves what runs alone', async () => {
      await enqueue(1);
      const claim = await claimOne();
      expect(await engine.desk.retry(claim.id)).toBe('running');
      expect(await engine.desk.remove(claim.id)).toBe('running');
      expect(await engine.store.complete([claim])).toBe(1);
      expect(await engine.desk.retry(claim.id)).toBe('missing');
      expect(await engine.desk.remove(claim.id)).toBe('missing');
    });

    it('removes what waits or has failed', async () => {
      await enqueue(1);
      expect(await engine.desk.remove((await only()).id)).toBe('done');
      await enqueue(2);
      await engine.store.fail(await claimOne(), forGood);
      expect(await engine.desk.remove((await only()).id)).toBe('done');
      expect(await list()).toEqual([]);
      expect(await engine.store.due([greet.name])).toEqual([]);
    });

    it('keeps dead letters for as long as they are to be kept', async () => {
      await enqueue(1);
      await engine.store.fail(await claimOne(), forGood);
      await enqueue(2);
      await engine.passTime(100);
      expect(await engine.retention.deleteOverFor(200, 10)).toBe(0);
      expect(await engine.retention.deleteOverFor(50, 10)).toBe(1);
      expect(await only()).toMatchObject({ state: 'waiting' });
    });
  });

  describe('a schedule', () => {
    const daily = defineJob({
      name: 'tests.daily',
      description: 'Daily.',
      parse: () => ({}),
      schedule: { cron: '30 2 * * *', timeZone: 'Europe/Berlin' },
    });
    const noon = new FakeClock('2031-01-10T12:00:00Z');
    const schedulesAt = (clock: FakeClock, logger = silentLogger) =>
      new JobSchedules([daily], engine.schedules, engine.jobs, engine.unitOfWork, clock, logger);
    const scheduled = () => list({ queue: daily.name });
    /** As if it had begun then. */
    const begin = async () => {
      await engine.store.open([greet, other, daily]);
      await engine.schedules.begin([daily.name]);
      await engine.unitOfWork.run(systemContext, () => engine.schedules.advance(daily.name, noon.now()));
    };

    it('is due once over two instances, by the time of its zone', async () => {
      await begin();
      const clock = new FakeClock('2031-01-11T01:29:59Z');
      const both = [schedulesAt(clock), schedulesAt(clock)];
      await Promise.all(both.map((each) => each.follow()));
      await engine.settle([daily]);
      expect(await scheduled()).toEqual([]);
      clock.advance(1);
      await Promise.all(both.map((each) => each.follow()));
      await Promise.all(both.map((each) => each.follow()));
      await engine.settle([daily]);
      expect(await scheduled()).toHaveLength(1);
    });

    it('makes up once for what was due while nobody was there', async () => {
      await begin();
      const clock = new FakeClock('2031-01-20T12:00:00Z');
      await schedulesAt(clock).follow();
      await schedulesAt(clock).follow();
      await engine.settle([daily]);
      expect(await scheduled()).toHaveLength(1);
    });

    it('leaves one out while the one before it has not ended, and says so', async () => {
      await begin();
      const logger = aRecordingLogger();
      const clock = new FakeClock('2031-01-11T12:00:00Z');
      const schedules = schedulesAt(clock, logger);
      await schedules.follow();
      clock.advance(86_400);
      await schedules.follow();
      await engine.settle([daily]);
      expect(await scheduled()).toHaveLength(1);
      expect(JSON.stringify(logger.records)).toContain('A job is left out');
    });

    it('that is new is not due for the time before it', async () => {
      await engine.schedules.begin([daily.name]);
      await schedulesAt(new FakeClock(engine.clock.now())).follow();
      await engine.settle([daily]);
      expect(await scheduled()).toEqual([]);
    });
  });
}
