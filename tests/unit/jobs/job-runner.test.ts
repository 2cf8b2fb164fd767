import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { defineJob, type JobHandler, type JobPayload } from '#application/jobs/job.js';
import { JobRunner } from '#infrastructure/jobs/job-runner.js';
import type { JobStore } from '#infrastructure/jobs/job-store.js';
import { LocalSignal } from '#infrastructure/shared/signal.js';
import { silentLogger } from '#testing/loggers.js';

const greet = defineJob({
  name: 'tests.greet',
  description: 'Greets.',
  parse: (raw) => raw as JobPayload,
});

it('drains what a job leaves behind that was running before, too', async () => {
  const waiting = ['first'];
  const store: JobStore = {
    open: async () => undefined,
    due: async () => (waiting.length > 0 ? [greet.name] : []),
    claim: async () =>
      waiting.splice(0).map((who) => ({ id: who, queue: greet.name, payload: { who }, attempt: 1 })),
    complete: async (claims) => claims.length,
    fail: async () => true,
    release: async () => undefined,
    keep: async (claims) => new Set(claims.map(({ id }) => id)),
    takeOver: async () => 0,
  };
  const [begun, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const done: string[] = [];
  const handler: JobHandler = {
    job: greet,
    async handle({ payload: { who } }) {
      if (who === 'first') {
        begun.resolve();
        await gate.promise;
        waiting.push('second');
      }
      done.push(String(who));
    },
  };
  const settings = { pollIntervalMs: 600_000, leaseMs: 600_000, stopMs: 1_000 };
  const runner = new JobRunner([handler], store, new LocalSignal(), silentLogger, settings);
  runner.start();
  await begun.promise;
  const drained = runner.drain();
  // It has looked, and found nothing.
  for (let turn = 0; turn < 10; turn += 1) await nextTurn();
  gate.resolve();
  await drained;
  expect(done).toEqual(['first', 'second']);
  await runner.close();
});
