import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Schedule } from '#application/shared/schedule.js';
import { Scheduler } from '#infrastructure/system/scheduler.js';
import { aRecordingLogger } from '#testing/loggers.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function aSchedule(name: string, run: Schedule['run']): Schedule {
  return { name, everySeconds: 60, run };
}

it('runs each schedule soon after the start and again after its interval, past failures', async () => {
  const logger = aRecordingLogger();
  const runs: string[] = [];
  const scheduler = new Scheduler(
    [
      aSchedule('good', async () => void runs.push('good')),
      aSchedule('bad', async () => {
        runs.push('bad');
        throw new Error('no');
      }),
    ],
    logger,
  );
  scheduler.start();
  await vi.advanceTimersByTimeAsync(9_999);
  expect(runs).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(runs).toEqual(['good', 'bad']);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(runs).toEqual(['good', 'bad', 'good', 'bad']);
  expect(logger.records[0]).toMatchObject({ level: 'error', fields: { schedule: 'bad' } });
  await scheduler.close();
});

it('waits for what is running, tells it to stop, and begins nothing new', async () => {
  const ended = Promise.withResolvers<void>();
  let runs = 0;
  const scheduler = new Scheduler(
    [
      aSchedule('long', (stopping) => {
        runs += 1;
        stopping.addEventListener('abort', () => ended.resolve());
        return ended.promise;
      }),
    ],
    aRecordingLogger(),
  );
  scheduler.start();
  await vi.advanceTimersByTimeAsync(10_000);
  await scheduler.close();
  await vi.advanceTimersByTimeAsync(600_000);
  expect(runs).toBe(1);
});
