import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { KafkaLink, type Opening } from '#infrastructure/kafka/link.js';
import { aRecordingLogger } from '#testing/loggers.js';

describe('a link to Kafka', () => {
  /** Its pauses last until they are ended, or it is closed. */
  const setUp = (open: (count: number) => Promise<number>) => {
    const logger = aRecordingLogger();
    const opened: number[] = [];
    const closed: number[] = [];
    const pauses: { ms: number; end: () => void }[] = [];
    const losses = new Map<number, (error: Error) => void>();
    const opening: Opening<number> = {
      open: () => {
        opened.push(opened.length + 1);
        return open(opened.length);
      },
      watch: (which) => new Promise((_, reject) => losses.set(which, reject)),
      close: async (which) => void closed.push(which),
    };
    const link = new KafkaLink(opening, 'things wait', logger, (ms, signal) => {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      pauses.push({ ms, end: resolve });
      signal.addEventListener('abort', reject);
      return promise;
    });
    /** Everything that can go on has gone on. */
    const settled = () => setImmediate();
    const endPause = async () => {
      pauses.at(-1)?.end();
      await settled();
    };
    const lose = async (which: number) => {
      losses.get(which)?.(new Error('lost'));
      await settled();
    };
    return { link, logger, opened, closed, pauses, settled, endPause, lose };
  };

  it('opens nothing before it is started, and then once', async () => {
    const { link, opened, settled } = setUp(async (count) => count);
    expect([opened, link.isStarted, link.isUp]).toEqual([[], false, false]);
    link.start();
    link.start();
    await settled();
    expect([opened, link.isStarted, link.isUp, link.opened]).toEqual([[1], true, true, 1]);
    await link.close();
  });

  it('opens again later and later, and tells of it once, without what may be secret', async () => {
    const { link, logger, opened, pauses, settled, endPause } = setUp(async () => {
      throw Object.assign(new Error('kafka://user:secret@host'), { code: 'ECONNREFUSED' });
    });
    link.start();
    await settled();
    for (let count = 0; count < 6; count += 1) await endPause();
    expect(pauses.map(({ ms }) => ms)).toEqual([1, 2, 4, 8, 10, 10, 10].map((seconds) => seconds * 1_000));
    expect(opened).toHaveLength(7);
    expect(logger.records).toEqual([
      {
        level: 'warn',
        message: 'Kafka is not connected; things wait',
        fields: { error: 'Error ECONNREFUSED' },
      },
    ]);
    await link.close();
  });

  it('closes what is lost or given up, and opens another one', async () => {
    const { link, closed, pauses, settled, endPause, lose } = setUp(async (count) => count);
    link.start();
    await settled();
    await lose(1);
    expect([link.isUp, closed]).toEqual([false, [1]]);
    await endPause();
    expect(link.opened).toBe(2);
    link.abandon(1, new Error('of an old one'));
    expect(link.opened).toBe(2);
    link.abandon(2, new Error('of this one'));
    expect(link.isUp).toBe(false);
    await settled();
    await endPause();
    expect([link.opened, closed]).toEqual([3, [1, 2]]);
    expect(pauses.map(({ ms }) => ms)).toEqual([1_000, 1_000]);
    await link.close();
    expect([link.isUp, closed]).toEqual([false, [1, 2, 3]]);
  });

  it('closes what is opened while it is closed', async () => {
    const gate = Promise.withResolvers<number>();
    const { link, closed } = setUp(() => gate.promise);
    link.start();
    const closing = link.close();
    gate.resolve(7);
    await closing;
    expect([link.isUp, closed]).toEqual([false, [7]]);
  });
});
