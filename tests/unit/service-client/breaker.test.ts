import type { ServerResponse } from 'node:http';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { ServiceRefusal } from '#application/shared/service-client.js';
import type { Answering } from '../../support/webhook-receiver.js';
import {
  aClient,
  aService,
  closing,
  deadHosts,
  json,
  outcomeOf,
  startUndici,
  unavailable,
} from './support.js';

beforeAll(startUndici);
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'] });
});
afterEach(async () => {
  vi.useRealTimers();
  for (const close of closing.splice(0).reverse()) await close();
});

const breaker = { thresholdPercent: 50, minAttempts: 10, resetMs: 10_000 };
const failing = json(500, {});
const working = json(200, 'done');
const times = async (count: number, call: () => Promise<unknown>) => {
  const outcomes: unknown[] = [];
  for (let number = 0; number < count; number += 1) outcomes.push(await outcomeOf(call()));
  return outcomes;
};

describe('the circuit breaker of a service', () => {
  it('opens when too many attempts have failed, and spares the service and its callers then', async () => {
    const { receiver, host } = await aService(failing);
    const { client, call, logger } = aClient({ host }, { breaker });
    expect(await times(100, call)).toEqual([
      ...Array(9).fill(unavailable(1)),
      ...Array(91).fill(unavailable(10)),
    ]);
    expect(receiver.received).toHaveLength(10);
    expect(client.list()).toEqual([
      { service: 'billing', state: 'open', attempts: 10, failures: 10, spared: 90 },
    ]);
    await vi.advanceTimersByTimeAsync(3_500);
    expect(await times(1, call)).toEqual([unavailable(7)]);
    const ofBreaker = logger.records.filter(({ message }) => message !== 'A service gave no proper answer');
    expect(ofBreaker).toEqual([
      {
        level: 'warn',
        message: 'A service is not called for a while',
        fields: { service: 'billing', failures: 10, seconds: 10 },
      },
    ]);
    // Each attempt that failed, and none that was spared.
    expect(logger.records).toHaveLength(11);
  });

  it('bounds the attempts of many calls to a dead service', async () => {
    vi.useRealTimers();
    const { client, call } = aClient({ host: deadHosts[0] }, { breaker });
    for (const outcome of await times(100, call))
      expect(outcome).toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    // Three calls of three attempts, and the first of the fourth, which is not repeated.
    expect(client.list()).toMatchObject([{ state: 'open', attempts: 10, failures: 10, spared: 96 }]);
  });

  it('stays closed while no more than the threshold fail, and before there are attempts enough', async () => {
    const { receiver, host } = await aService((received, response) =>
      (receiver.received.length % 2 === 0 ? failing : working)(received, response),
    );
    const { client, call } = aClient({ host }, { breaker });
    await times(40, call);
    expect(client.list()).toMatchObject([{ state: 'closed', attempts: 40, failures: 20, spared: 0 }]);
    receiver.answer = failing;
    const other = aClient({ host }, { breaker });
    await times(9, other.call);
    expect(other.client.list()).toMatchObject([{ state: 'closed', failures: 9 }]);
    await times(1, other.call);
    expect(other.client.list()).toMatchObject([{ state: 'open', failures: 10 }]);
  });

  it.each([400, 404, 429])('takes a %i for no failure', async (status) => {
    const { receiver, host } = await aService(json(status, {}));
    const { client, call } = aClient({ host }, { breaker, retries: 0 });
    const outcomes = await times(30, call);
    expect(outcomes.every((one) => one instanceof ServiceRefusal)).toBe(status !== 429);
    expect(receiver.received).toHaveLength(30);
    expect(client.list()).toMatchObject([{ state: 'closed', attempts: 30, failures: 0 }]);
  });

  describe('once its time is over', () => {
    async function anOpenOne() {
      const { receiver, host } = await aService(failing);
      const { client, call, logger } = aClient({ host }, { breaker });
      await times(10, call);
      expect(client.list()).toMatchObject([{ state: 'open' }]);
      await vi.advanceTimersByTimeAsync(breaker.resetMs - 1);
      expect(client.list()).toMatchObject([{ state: 'open' }]);
      await vi.advanceTimersByTimeAsync(1);
      expect(client.list()).toMatchObject([{ state: 'half-open' }]);
      const held: ServerResponse[] = [];
      receiver.answer = (_received, response) => void held.push(response);
      const answer = (with_: Answering) => {
        const [received] = receiver.received;
        const response = held.shift();
        if (received !== undefined && response !== undefined) with_(received, response);
      };
      return { receiver, client, call, logger, answer };
    }

    it('lets one probe through, and closes when that is answered', async () => {
      const { receiver, client, call, logger, answer } = await anOpenOne();
      const probe = outcomeOf(call());
      await receiver.count(11);
      expect(await times(5, call)).toEqual(Array(5).fill(unavailable(1)));
      expect(receiver.received).toHaveLength(11);
      answer(working);
      expect(await probe).toBe('done');
      receiver.answer = working;
      expect(await times(3, call)).toEqual(['done', 'done', 'done']);
      expect(client.list()).toEqual([
        { service: 'billing', state: 'closed', attempts: 14, failures: 10, spared: 5 },
      ]);
      expect(logger.records.at(-1)).toEqual({
        level: 'info',
        message: 'A service is called again',
        fields: { service: 'billing' },
      });
      // What failed before is forgotten: one failure does not open it again.
      receiver.answer = failing;
      await times(1, call);
      expect(client.list()).toMatchObject([{ state: 'closed' }]);
    });

    it('opens again after as many failures, however many calls it has spared', async () => {
      const { host, receiver } = await aService(failing);
      const { client, call } = aClient({ host }, { breaker });
      await times(10, call);
      await vi.advanceTimersByTimeAsync(breaker.resetMs - 1);
      await times(90, call);
      await vi.advanceTimersByTimeAsync(1);
      receiver.answer = working;
      await times(1, call);
      expect(client.list()).toMatchObject([{ state: 'closed', spared: 90 }]);
      receiver.answer = failing;
      await times(10, call);
      expect(client.list()).toMatchObject([{ state: 'open' }]);
    });

    it('opens again when the probe fails, and for as long', async () => {
      const { receiver, client, call, answer } = await anOpenOne();
      const probe = outcomeOf(call());
      await receiver.count(11);
      answer(failing);
      expect(await probe).toEqual(unavailable(10));
      expect(client.list()).toMatchObject([{ state: 'open' }]);
      expect(await times(5, call)).toEqual(Array(5).fill(unavailable(10)));
      expect(receiver.received).toHaveLength(11);
    });

    it('closes when the probe is refused: there is somebody who says so', async () => {
      const { receiver, client, call, answer } = await anOpenOne();
      const probe = outcomeOf(call());
      await receiver.count(11);
      answer(json(404, {}));
      expect(await probe).toBeInstanceOf(ServiceRefusal);
      expect(client.list()).toMatchObject([{ state: 'closed' }]);
    });
  });
});

describe('calls at the same time', () => {
  it('are as many as the settings say, as many again wait, and the next is turned away at once', async () => {
    const held: ServerResponse[] = [];
    const { receiver, host } = await aService((_received, response) => void held.push(response));
    const { call, logger } = aClient({ host }, { concurrency: 2 });
    const calls = [1, 2, 3, 4].map(() => outcomeOf(call()));
    await receiver.count(2);
    expect(await times(3, call)).toEqual(Array(3).fill(unavailable(1)));
    expect(logger.records.at(-1)?.fields.reason).toBe('Too many calls of it are under way');
    expect(receiver.received).toHaveLength(2);
    for (let answered = 0; answered < 4; answered += 1) {
      await receiver.count(Math.min(4, 2 + answered));
      expect(held.length).toBeLessThanOrEqual(2);
      const [received] = receiver.received;
      const response = held.shift();
      if (received !== undefined && response !== undefined) working(received, response);
    }
    expect(await Promise.all(calls)).toEqual(Array(4).fill('done'));
    expect(receiver.received).toHaveLength(4);
  });
});
