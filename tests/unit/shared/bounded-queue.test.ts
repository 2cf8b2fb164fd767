import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BoundedQueue } from '#infrastructure/shared/bounded-queue.js';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

/** A task that ends when it is told to. */
function controlled<T>(value: T) {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const task = vi.fn(() => promise);
  return { task, end: () => resolve(value), fail: (error: Error) => reject(error) };
}

/** Lets everything run that waits for nothing but its turn. */
const settle = () => vi.advanceTimersByTimeAsync(0);

const overloaded = (retryAfter: number) => ({ code: 'OVERLOADED', retryAfter });

describe('the queue', () => {
  it('runs so many tasks at a time, first come first served', async () => {
    const queue = new BoundedQueue({ concurrency: 2, maxQueue: 10, maxWaitMs: 1000 });
    const tasks = ['a', 'b', 'c', 'd'].map(controlled);
    const results = tasks.map(({ task }) => queue.run(task));
    await settle();
    const begun = () => tasks.map(({ task }) => task.mock.calls.length);
    expect(begun()).toEqual([1, 1, 0, 0]);
    tasks[1]?.end();
    await settle();
    expect(begun()).toEqual([1, 1, 1, 0]);
    for (const { end } of tasks) end();
    await expect(Promise.all(results)).resolves.toEqual(['a', 'b', 'c', 'd']);
  });

  it('goes on after a task that failed, with its error', async () => {
    const queue = new BoundedQueue({ concurrency: 1, maxQueue: 10, maxWaitMs: 1000 });
    const [first, second] = [controlled('a'), controlled('b')];
    const failed = expect(queue.run(first.task)).rejects.toThrow('broken');
    const done = queue.run(second.task);
    first.fail(new Error('broken'));
    await failed;
    second.end();
    await expect(done).resolves.toBe('b');
  });

  it('refuses what is beyond its length', async () => {
    const queue = new BoundedQueue({ concurrency: 1, maxQueue: 1, maxWaitMs: 2500 });
    const [running, waiting, refused] = [controlled('a'), controlled('b'), controlled('c')];
    const results = [queue.run(running.task), queue.run(waiting.task)];
    await expect(queue.run(refused.task)).rejects.toMatchObject(overloaded(3));
    expect(refused.task).not.toHaveBeenCalled();
    running.end();
    waiting.end();
    await expect(Promise.all(results)).resolves.toEqual(['a', 'b']);
  });

  it('allows no waiting with a length of 0', async () => {
    const queue = new BoundedQueue({ concurrency: 1, maxQueue: 0, maxWaitMs: 10 });
    const running = controlled('a');
    const result = queue.run(running.task);
    await expect(queue.run(async () => 'b')).rejects.toMatchObject(overloaded(1));
    running.end();
    await result;
    await expect(queue.run(async () => 'c')).resolves.toBe('c');
  });

  it('drops what has waited too long before it begins, and its place is free again', async () => {
    const queue = new BoundedQueue({ concurrency: 1, maxQueue: 1, maxWaitMs: 1000 });
    const [running, late, next] = [controlled('a'), controlled('b'), controlled('c')];
    const first = queue.run(running.task);
    const dropped = expect(queue.run(late.task)).rejects.toMatchObject(overloaded(1));
    await vi.advanceTimersByTimeAsync(1000);
    await dropped;
    const third = queue.run(next.task);
    running.end();
    next.end();
    await expect(Promise.all([first, third])).resolves.toEqual(['a', 'c']);
    expect(late.task).not.toHaveBeenCalled();
  });

  it('drops it even if a busy event loop kept its timer from firing', async () => {
    const queue = new BoundedQueue({ concurrency: 1, maxQueue: 2, maxWaitMs: 1000 });
    const [running, late] = [controlled('a'), controlled('b')];
    const first = queue.run(running.task);
    const dropped = expect(queue.run(late.task)).rejects.toMatchObject(overloaded(1));
    vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 1000);
    running.end();
    await first;
    await dropped;
    expect(late.task).not.toHaveBeenCalled();
    await expect(queue.run(async () => 'c')).resolves.toBe('c');
  });

  it('when closed, ends what runs and refuses the rest', async () => {
    const queue = new BoundedQueue({ concurrency: 1, maxQueue: 2, maxWaitMs: 1000 });
    const running = controlled('a');
    const first = queue.run(running.task);
    const waiting = expect(queue.run(async () => 'b')).rejects.toMatchObject(overloaded(1));
    const closed = vi.fn();
    const closing = queue.close().then(closed);
    await waiting;
    await expect(queue.run(async () => 'c')).rejects.toMatchObject(overloaded(1));
    expect(closed).not.toHaveBeenCalled();
    running.end();
    await expect(first).resolves.toBe('a');
    await closing;
    expect(vi.getTimerCount()).toBe(0);
  });
});
