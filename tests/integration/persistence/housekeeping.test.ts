import { describe, expect, it } from 'vitest';
import { Housekeeping } from '#infrastructure/shared/housekeeping.js';
import type { HousekeepingStore } from '#infrastructure/shared/housekeeping-store.js';
import { aRecordingLogger, silentLogger } from '../../support/builders/logger.js';

const now = new Date('2026-07-01T00:00:00.000Z');
const settings = { intervalMs: 1, sessionRetentionDays: 30, eventRetentionHours: 48 };
const clock = { now: () => now };

class CountingStore implements HousekeepingStore {
  readonly calls: string[] = [];

  constructor(private readonly left: Record<'sessions' | 'events' | 'attempts', number>) {}

  deleteSessions = (before: Date, limit: number) => this.#delete('sessions', before.toISOString(), limit);
  deleteHandledEvents = (hours: number, limit: number) => this.#delete('events', `${hours} h ago`, limit);
  deleteLoginAttempts = (before: Date, limit: number) =>
    this.#delete('attempts', before.toISOString(), limit);

  async #delete(kind: keyof CountingStore['left'], before: string, limit: number): Promise<number> {
    this.calls.push(`${kind} before ${before}`);
    const deleted = Math.min(limit, this.left[kind]);
    this.left[kind] -= deleted;
    return deleted;
  }
}

describe('housekeeping', () => {
  it('deletes in batches what is older than its retention', async () => {
    const store = new CountingStore({ sessions: 2_500, events: 1, attempts: 0 });
    const housekeeping = new Housekeeping(store, clock, silentLogger, settings);
    expect(await housekeeping.run(now)).toEqual({ sessions: 2_500, events: 1, loginAttempts: 0 });
    expect(store.calls).toEqual([
      ...Array(3).fill('sessions before 2026-06-01T00:00:00.000Z'),
      'events before 48 h ago',
      'attempts before 2026-07-01T00:00:00.000Z',
    ]);
  });

  it('leaves a large backlog to later runs', async () => {
    const store = new CountingStore({ sessions: 1_000_000, events: 0, attempts: 0 });
    const { sessions } = await new Housekeeping(store, clock, silentLogger, settings).run(now);
    expect(sessions).toBe(50_000);
  });

  it('runs at intervals, survives a failure, and stops', async () => {
    const ranTwice = Promise.withResolvers<void>();
    const logger = aRecordingLogger();
    let runs = 0;
    const store: HousekeepingStore = {
      deleteSessions: async () => {
        runs += 1;
        if (runs === 2) ranTwice.resolve();
        throw new Error('no database');
      },
      deleteHandledEvents: async () => 0,
      deleteLoginAttempts: async () => 0,
    };
    const housekeeping = new Housekeeping(store, clock, logger, settings);
    housekeeping.start();
    housekeeping.start();
    // Its timer keeps no process alive; this one does.
    const alive = setInterval(() => undefined, 1_000);
    await ranTwice.promise;
    clearInterval(alive);
    await housekeeping.close();
    const runsAtClose = runs;
    housekeeping.start();
    expect(logger.records.map(({ message }) => message)).toContain('Housekeeping failed');
    expect(runs).toBe(runsAtClose);
  });
});
