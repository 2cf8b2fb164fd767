import { describe, expect, it } from 'vitest';
import { PermanentFailure } from '#application/jobs/job.js';
import { defineSaga, type SagaStepRun } from '#application/sagas/saga-definition.js';
import { jobsTokens } from '#composition/features/jobs.tokens.js';
import { sagasTokens } from '#composition/features/sagas.tokens.js';
import { platform } from '#composition/platform/platform.tokens.js';
import { testIds } from '#testing/ids.js';
import { silentLogger } from '#testing/loggers.js';
import { overriding } from '#testing/overriding.js';
import { TestKit } from '#testing/test-kit.js';
import { aContext } from '../../support/builders/context.js';

type Given = Parameters<typeof defineSaga>[0];
type Doing = Given['steps'][number]['do'];
type Calls = { readonly what: string; readonly key: string; readonly attempt: number }[];

const admin = aContext();

/** A saga of these steps, in a service whose time limits are over when the test says so. */
function aService(given: Partial<Given> & Pick<Given, 'steps'>) {
  const limits: AbortController[] = [];
  const logged: string[] = [];
  const kit = new TestKit({
    logger: { ...silentLogger, error: (message) => void logged.push(message) },
    features: [
      overriding((wiring) => {
        wiring.contribute(
          'saga',
          'trip',
          () => defineSaga({ name: 'trip', description: 'Of a test.', onFailure: 'undo', ...given }),
          [],
        );
        wiring.replace(
          sagasTokens.conditions,
          () => ({
            timeLimit: () => {
              const limit = new AbortController();
              limits.push(limit);
              return limit.signal;
            },
            chance: () => 0,
            describe: (error) => (error as Error).message,
          }),
          [],
        );
      }),
    ],
  });
  const drain = async () => (await kit.get(jobsTokens.runner)).drain();
  const list = async () =>
    (await kit.get(sagasTokens.listSagas)).execute({ filter: {}, cursor: null, limit: 10 }, admin);
  const jobs = async () =>
    (await (await kit.get(jobsTokens.desk)).list({ queue: 'sagas.advance' }, null, 100)).items;
  const nextAt = async () => Math.min(...(await jobs()).map(({ runAt }) => runAt.getTime()));
  const subjectId = testIds.next();
  return {
    kit,
    limits,
    logged,
    subjectId,
    drain,
    start: async (about = subjectId) => {
      const sagas = await kit.get(sagasTokens.sagas);
      return (await kit.get(platform.unitOfWork)).run(admin, () => sagas.start('trip', about));
    },
    /** Seconds, with all that is due in them, each when it is. */
    pass: async (seconds: number) => {
      const end = kit.clock.now().getTime() + seconds * 1000;
      for (let next = await nextAt(); next <= end; next = await nextAt()) {
        kit.clock.advance((next - kit.clock.now().getTime()) / 1000);
        await drain();
      }
      kit.clock.advance((end - kit.clock.now().getTime()) / 1000);
    },
    saga: async () => (await list()).items[0] as NonNullable<Awaited<ReturnType<typeof list>>['items'][0]>,
    retry: async (id: string) => (await kit.get(sagasTokens.retrySaga)).execute({ id }, admin),
    jobs,
  };
}

/** Steps that note what is done and undone; one does as it is told instead. */
function noted(calls: Calls, names: readonly string[], told: Readonly<Record<string, Doing>> = {}) {
  const noting =
    (what: string): Doing =>
    async (run: SagaStepRun) => {
      calls.push({ what, key: run.idempotencyKey, attempt: run.attempt });
      return (await told[what]?.(run)) ?? 'done';
    };
  return names.map((name) => ({ name, do: noting(name), undo: noting(`-${name}`) }));
}

const fails = async () => {
  throw new Error('It answered 500');
};
const refuses = async () => {
  throw new PermanentFailure('It refuses');
};
const whats = (calls: Calls) => calls.map(({ what }) => what);

describe('a saga', () => {
  it('takes its steps in order, each once, with a key of its own', async () => {
    const calls: Calls = [];
    const { start, drain, saga, jobs } = aService({ steps: noted(calls, ['hotel', 'car', 'flight']) });
    const id = await start();
    await drain();
    expect(calls).toEqual(
      ['hotel', 'car', 'flight'].map((what) => ({ what, key: `${id}:${what}`, attempt: 1 })),
    );
    const { state, steps } = await saga();
    expect(state).toBe('done');
    expect(steps).toEqual(
      ['hotel', 'car', 'flight'].map((name) => ({
        name,
        state: 'done',
        attempts: 1,
        dueAt: null,
        error: null,
        compensation: null,
      })),
    );
    expect(await jobs()).toEqual([]);
  });

  it('goes back in reverse order when a step is refused, which itself has done nothing', async () => {
    const calls: Calls = [];
    const steps = noted(calls, ['hotel', 'car', 'flight', 'visa'], { flight: refuses });
    const { start, drain, saga, logged } = aService({ steps });
    await start();
    await drain();
    expect(whats(calls)).toEqual(['hotel', 'car', 'flight', '-car', '-hotel']);
    const { state, steps: seen } = await saga();
    expect(state).toBe('undone');
    expect(seen.map(({ state: how, error, compensation }) => [how, error, compensation?.state])).toEqual([
      ['done', null, 'done'],
      ['done', null, 'done'],
      ['failed', 'It refuses', undefined],
      ['waiting', null, undefined],
    ]);
    expect(logged).toEqual([]);
  });

  it('outlasts a callee that is down for ten minutes', async () => {
    const calls: Calls = [];
    let isDown = true;
    const car: Doing = async () => (isDown ? fails() : 'done');
    const { start, drain, saga, pass } = aService({ steps: noted(calls, ['hotel', 'car'], { car }) });
    const id = await start();
    await drain();
    await pass(600);
    expect(await saga()).toMatchObject({ state: 'running', steps: [{}, { error: 'It answered 500' }] });
    isDown = false;
    await pass(700);
    expect((await saga()).state).toBe('done');
    const attempts = calls.filter(({ what }) => what === 'car');
    expect(attempts.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(new Set(attempts.map(({ key }) => key))).toEqual(new Set([`${id}:car`]));
  });

  it('gives up after its attempts, and undoes the step too of which nobody knows', async () => {
    const calls: Calls = [];
    const steps = noted(calls, ['hotel', 'car'], { car: fails }).map((step) => ({ ...step, attempts: 3 }));
    const { start, drain, pass, saga } = aService({ steps });
    await start();
    await drain();
    await pass(20);
    expect(whats(calls)).toEqual(['hotel', 'car', 'car', 'car', '-car', '-hotel']);
    expect((await saga()).state).toBe('undone');
  });

  it('ends an attempt whose time is up, and makes another', async () => {
    const calls: Calls = [];
    const begun = Promise.withResolvers<SagaStepRun>();
    const hotel: Doing = (run) => {
      if (run.attempt > 1) return Promise.resolve('done');
      begun.resolve(run);
      return new Promise(() => {});
    };
    const { start, drain, pass, saga, limits } = aService({ steps: noted(calls, ['hotel'], { hotel }) });
    await start();
    const drained = drain();
    const { signal } = await begun.promise;
    expect(signal.aborted).toBe(false);
    limits[0]?.abort();
    await drained;
    expect(signal.aborted).toBe(true);
    expect(await saga()).toMatchObject({
      state: 'running',
      steps: [{ attempts: 1, error: 'It took longer than 30 s' }],
    });
    await pass(10);
    expect((await saga()).state).toBe('done');
  });

  it('takes no answer of an attempt that comes when its time is up', async () => {
    const calls: Calls = [];
    const late = Promise.withResolvers<'done'>();
    const begun = Promise.withResolvers<void>();
    const hotel: Doing = async ({ attempt }) => {
      if (attempt > 1) return 'not yet';
      begun.resolve();
      return late.promise;
    };
    const { start, drain, saga, limits } = aService({ steps: noted(calls, ['hotel'], { hotel }) });
    await start();
    const drained = drain();
    await begun.promise;
    limits[0]?.abort();
    await drained;
    late.resolve('done');
    await drain();
    expect((await saga()).steps[0]).toMatchObject({ state: 'waiting', attempts: 1 });
  });

  it('asks again for what is not done yet', async () => {
    const calls: Calls = [];
    const hotel: Doing = async ({ attempt }) => (attempt < 3 ? 'not yet' : 'done');
    const { start, drain, pass, saga } = aService({ steps: noted(calls, ['hotel'], { hotel }) });
    await start();
    await drain();
    expect((await saga()).steps[0]?.error).toBe('It is not done yet');
    await pass(20);
    expect((await saga()).state).toBe('done');
    expect(calls).toHaveLength(3);
  });

  it('is parked and told of when it can neither go on nor back, and goes on when it is retried', async () => {
    const calls: Calls = [];
    let isStubborn = true;
    const steps = noted(calls, ['hotel', 'car'], {
      car: refuses,
      '-hotel': async () => (isStubborn ? refuses() : 'done'),
    });
    const { kit, start, drain, saga, retry, logged, jobs } = aService({ steps });
    const id = (await start()) as string;
    await drain();
    expect(await saga()).toMatchObject({
      state: 'parked',
      isUndoing: true,
      steps: [{ compensation: { state: 'failed', attempts: 1, error: 'It refuses' } }, { state: 'failed' }],
    });
    expect(logged).toEqual(['A saga is parked']);
    expect(await kit.auditedActions()).toContain('saga.parked');
    expect(await jobs()).toEqual([]);
    isStubborn = false;
    await retry(id);
    await drain();
    expect((await saga()).state).toBe('undone');
    expect(calls.filter(({ what }) => what === '-hotel').map(({ key }) => key)).toEqual([
      `${id}:hotel:undo`,
      `${id}:hotel:undo`,
    ]);
    await expect(retry(id)).rejects.toMatchObject({ code: 'SAGA_NOT_PARKED' });
  });

  it('has nothing to undo of steps that say so', async () => {
    const calls: Calls = [];
    const [hotel, car, flight] = noted(calls, ['hotel', 'car', 'flight'], { flight: refuses });
    const { start, drain, saga } = aService({
      steps: [hotel, { ...car, undo: undefined }, flight] as Given['steps'],
    });
    await start();
    await drain();
    expect(whats(calls)).toEqual(['hotel', 'car', 'flight', '-hotel']);
    expect((await saga()).steps[1]?.compensation).toBeNull();
  });

  it('is one at a time about the same, and begins with its unit of work', async () => {
    const calls: Calls = [];
    const { kit, start, drain, subjectId } = aService({ steps: noted(calls, ['hotel']) });
    expect(await start()).not.toBeNull();
    expect(await start()).toBeNull();
    expect(await start(testIds.next())).not.toBeNull();
    const sagas = await kit.get(sagasTokens.sagas);
    await expect(sagas.start('trip', testIds.next())).rejects.toThrow();
    const unitOfWork = await kit.get(platform.unitOfWork);
    const rolledBack = unitOfWork.run(admin, async () => {
      await sagas.start('trip', testIds.next());
      throw new Error('rolled back');
    });
    await expect(rolledBack).rejects.toThrow('rolled back');
    await drain();
    expect(calls).toHaveLength(2);
    expect(await start(subjectId)).not.toBeNull();
  });

  it('counts attempts that a lost process has cut off, and gives up in the end', async () => {
    const calls: Calls = [];
    const steps = noted(calls, ['hotel', 'car']).map((step) => ({ ...step, attempts: 2 }));
    const { kit, start, drain, saga } = aService({ steps });
    const id = (await start()) as string;
    // Two processes have begun with the first step, and were lost.
    const repository = await kit.get(sagasTokens.repository);
    for (let lost = 0; lost < 2; lost += 1) {
      await (await kit.get(platform.unitOfWork)).run(admin, async () => {
        const begun = (await repository.findById(id)) ?? expect.fail('It is gone');
        const task = begun.task({ onFailure: 'undo' }) ?? expect.fail('It has nothing to do');
        begun.attempt(task, kit.clock.now());
        await repository.save(begun);
      });
    }
    await drain();
    expect(whats(calls)).toEqual(['-hotel']);
    expect(await saga()).toMatchObject({ state: 'undone', steps: [{ state: 'failed', attempts: 2 }, {}] });
  });

  it('notes no outcome of an attempt that somebody has taken over', async () => {
    const calls: Calls = [];
    const answer = Promise.withResolvers<'done'>();
    const begun = Promise.withResolvers<void>();
    const hotel: Doing = ({ attempt }) => {
      if (attempt > 1) return Promise.resolve('done');
      begun.resolve();
      return answer.promise;
    };
    const { kit, start, drain, pass, saga } = aService({ steps: noted(calls, ['hotel'], { hotel }) });
    const id = (await start()) as string;
    const drained = drain();
    await begun.promise;
    const repository = await kit.get(sagasTokens.repository);
    await (await kit.get(platform.unitOfWork)).run(admin, async () => {
      const other = (await repository.findById(id)) ?? expect.fail('It is gone');
      await repository.save(other);
    });
    answer.resolve('done');
    await drained;
    expect((await saga()).steps[0]).toMatchObject({ state: 'waiting', attempts: 1 });
    await pass(15);
    expect(await saga()).toMatchObject({ state: 'done', steps: [{ attempts: 2 }] });
  });
});

describe('a saga that insists', () => {
  it('does not let one step wait for another, and is parked when all others are done', async () => {
    const calls: Calls = [];
    let isDown = true;
    const steps = noted(calls, ['hotel', 'car'], { hotel: async () => (isDown ? fails() : 'done') });
    const { start, drain, pass, saga, retry } = aService({
      onFailure: 'insist',
      steps: steps.map((step) => ({ ...step, attempts: Number.POSITIVE_INFINITY, withinSeconds: 60 })),
    });
    const id = (await start()) as string;
    await drain();
    expect(whats(calls)).toEqual(['hotel', 'car']);
    await pass(80);
    expect(await saga()).toMatchObject({
      state: 'parked',
      isUndoing: false,
      steps: [{ state: 'failed' }, {}],
    });
    expect(whats(calls)).toEqual(['hotel', 'car', 'hotel', 'hotel', 'hotel', 'hotel']);
    isDown = false;
    await retry(id);
    await drain();
    expect((await saga()).state).toBe('done');
  });
});

describe('a saga that nobody knows', () => {
  it('waits for a release that does, and is parked after a day', async () => {
    const { kit, start, drain, saga, logged } = aService({ steps: noted([], ['hotel']) });
    const id = (await start()) as string;
    const repository = await kit.get(sagasTokens.repository);
    const unitOfWork = await kit.get(platform.unitOfWork);
    const stored = (await repository.findById(id)) ?? expect.fail('It is gone');
    const { Saga } = await import('#domain/sagas/saga.js');
    await unitOfWork.run(admin, () => {
      const state = { ...stored.state, definitionVersion: 2 };
      return repository.save(Saga.rehydrate(state));
    });
    await drain();
    expect((await saga()).state).toBe('running');
    const wake = async (seconds: number) => {
      kit.clock.advance(seconds);
      await (await kit.get(jobsTokens.schedules)).follow();
      await drain();
    };
    await wake(0);
    await wake(3_600);
    expect((await saga()).state).toBe('running');
    await wake(86_400);
    expect((await saga()).state).toBe('parked');
    expect(logged).toEqual(['A saga is parked']);
  });

  it('and one whose job somebody has deleted are given another', async () => {
    const calls: Calls = [];
    const { kit, start, drain, saga, jobs } = aService({ steps: noted(calls, ['hotel']) });
    await start();
    const desk = await kit.get(jobsTokens.desk);
    for (const { id } of await jobs()) await desk.remove(id);
    await drain();
    expect(calls).toEqual([]);
    const schedules = await kit.get(jobsTokens.schedules);
    await schedules.follow();
    kit.clock.advance(1_200);
    await schedules.follow();
    await drain();
    expect((await saga()).state).toBe('done');
  });
});

it.each([
  ['no step', []],
  ['two steps hotel', noted([], ['hotel', 'hotel'])],
  ['more time', noted([], ['hotel']).map((step) => ({ ...step, timeoutSeconds: 601 }))],
])('a saga with %s is none', (problem, steps) => {
  const define = () => defineSaga({ name: 'trip', description: '', onFailure: 'undo', steps });
  expect(define).toThrow(problem);
});
