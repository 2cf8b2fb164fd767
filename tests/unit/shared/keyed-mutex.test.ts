import { describe, expect, it } from 'vitest';
import { KeyedMutex } from '#application/shared/keyed-mutex.js';
import { FakeClock } from '#testing/fake-clock.js';

describe('KeyedMutex', () => {
  it('runs the tasks of one key one after the other, in order, past failures', async () => {
    const mutex = new KeyedMutex(new FakeClock(), { maxWaiting: 10, maxWaitMs: 1000 });
    const trace: string[] = [];
    const task = (name: string, fails = false) =>
      mutex.run('key', async () => {
        trace.push(`${name} begins`);
        await Promise.resolve();
        trace.push(`${name} ends`);
        if (fails) throw new Error(name);
      });
    const results = await Promise.allSettled([task('a'), task('b', true), task('c')]);
    expect(trace).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
    expect(results.map((result) => result.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('lets other keys pass and turns away what would wait too long', async () => {
    const mutex = new KeyedMutex(new FakeClock(), { maxWaiting: 1, maxWaitMs: 1000 });
    const gate = Promise.withResolvers<void>();
    const first = mutex.run('key', () => gate.promise);
    const second = mutex.run('key', async () => undefined);
    await expect(mutex.run('key', async () => undefined)).rejects.toMatchObject({ code: 'OVERLOADED' });
    await expect(mutex.run('other', async () => 'passed')).resolves.toBe('passed');
    gate.resolve();
    await Promise.all([first, second]);
    await expect(mutex.run('key', async () => 'again')).resolves.toBe('again');
  });

  it('turns away what has waited too long when its turn comes', async () => {
    const clock = new FakeClock();
    const mutex = new KeyedMutex(clock, { maxWaiting: 10, maxWaitMs: 1000 });
    const gate = Promise.withResolvers<void>();
    const started = Promise.withResolvers<void>();
    const first = mutex.run('key', () => {
      started.resolve();
      return gate.promise;
    });
    await started.promise;
    const late = Promise.allSettled([mutex.run('key', async () => 1), mutex.run('key', async () => 2)]);
    clock.advance(1.001);
    gate.resolve();
    await first;
    expect(await late).toMatchObject([
      { reason: { code: 'OVERLOADED' } },
      { reason: { code: 'OVERLOADED' } },
    ]);
  });
});
