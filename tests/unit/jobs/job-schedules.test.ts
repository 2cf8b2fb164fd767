import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { defineJob, type JobSchedule } from '#application/jobs/job.js';
import { JobSchedules } from '#infrastructure/jobs/job-schedules.js';
import { MemoryDatabase } from '#infrastructure/memory/database.js';
import { MemoryJobDesk } from '#infrastructure/memory/jobs/desk.js';
import { MemoryJobs } from '#infrastructure/memory/jobs/jobs.js';
import { MemoryScheduleStore } from '#infrastructure/memory/jobs/schedules.js';
import { MemoryUnitOfWork } from '#infrastructure/memory/unit-of-work.js';
import { LocalSignal } from '#infrastructure/shared/signal.js';
import { SystemClock } from '#infrastructure/system/system-clock.js';
import { testIds } from '#testing/ids.js';
import { aRecordingLogger, silentLogger } from '#testing/loggers.js';

beforeEach(() => void vi.useFakeTimers({ now: new Date('2026-03-28T12:00:00Z') }));
afterEach(() => void vi.useRealTimers());

function open(schedule: JobSchedule) {
  const job = defineJob({ name: 'tests.job', description: '', parse: () => ({}), schedule });
  const database = new MemoryDatabase();
  const clock = new SystemClock();
  const signal = new LocalSignal();
  const jobs = new MemoryJobs(database, testIds, clock, signal);
  const desk = new MemoryJobDesk(database, clock, signal);
  const store = new MemoryScheduleStore(database, clock);
  const unitOfWork = new MemoryUnitOfWork(database, silentLogger);
  const logger = aRecordingLogger();
  const schedules = new JobSchedules([job], store, jobs, unitOfWork, clock, logger);
  return { schedules, desk, store, logger };
}

/** When it was enqueued, if each is done at once. */
async function timesOf(schedule: JobSchedule, hours: number): Promise<string[]> {
  const { schedules, desk } = open(schedule);
  schedules.start();
  const times: string[] = [];
  for (let minute = 0; minute < hours * 60; minute += 1) {
    await vi.advanceTimersByTimeAsync(60_000);
    for (const { id } of (await desk.list({}, null, 10)).items) {
      times.push(new Date().toISOString().slice(5, 16));
      await desk.remove(id);
    }
  }
  await schedules.close();
  return times;
}

it('follows the time of the zone over a change of the clocks', async () => {
  const schedule = { cron: '0 6 * * *', timeZone: 'Europe/Berlin' };
  expect(await timesOf(schedule, 48)).toEqual([
    expect.stringMatching(/^03-29T04:0[01]$/),
    expect.stringMatching(/^03-30T04:0[01]$/),
  ]);
});

it.each([
  { cron: 'every day', timeZone: 'UTC' },
  { cron: '0 6 * * *', timeZone: 'Europe/Berlyn' },
])('refuses %o, naming the job', (schedule) => {
  expect(() => open(schedule)).toThrow(/schedule of the job tests.job cannot be read/);
});

it('goes on after a failure, and tells of it', async () => {
  const { schedules, desk, store, logger } = open({ cron: '0 * * * *', timeZone: 'UTC' });
  const begin = vi.spyOn(store, 'begin').mockRejectedValueOnce(new Error('down'));
  schedules.start();
  await vi.advanceTimersByTimeAsync(16_000);
  expect(begin).toHaveBeenCalledTimes(2);
  expect(logger.records).toMatchObject([{ level: 'error', message: 'Schedules cannot be followed' }]);
  await vi.advanceTimersByTimeAsync(3_600_000);
  expect((await desk.list({}, null, 10)).items).toHaveLength(1);
  await schedules.close();
});

it('does not begin when it was closed before', async () => {
  const { schedules, store } = open({ cron: '* * * * *', timeZone: 'UTC' });
  const begin = vi.spyOn(store, 'begin');
  await schedules.close();
  schedules.start();
  await vi.advanceTimersByTimeAsync(120_000);
  expect(begin).not.toHaveBeenCalled();
});
