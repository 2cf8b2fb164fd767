import { describe, expect, it } from 'vitest';
import { KeyedMutex } from '#application/shared/keyed-mutex.js';

describe('KeyedMutex', () => {
  it('runs the tasks of one key one after the other, in order, past failures', async () => {
    const mutex = new KeyedMutex(10);
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
    const mutex = new KeyedMutex(1);
    const gate = Promise.withResolvers<void>();
    const first = mutex.run('key', () => gate.promise);
    const second = mutex.run('key', async () => undefined);
    await expect(mutex.run('key', async () => undefined)).rejects.toMatchObject({ code: 'OVERLOADED' });
    await expect(mutex.run('other', async () => 'passed')).resolves.toBe('passed');
    gate.resolve();
    await Promise.all([first, second]);
    await expect(mutex.run('key', async () => 'again')).resolves.toBe('again');
  });
});
