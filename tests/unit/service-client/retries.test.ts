import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ServiceRequest } from '#application/shared/service-client.js';
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
afterEach(async () => {
  // Before the real timers are back, or they would be replaced by those that are spied on.
  vi.restoreAllMocks();
  vi.useRealTimers();
  for (const close of closing.splice(0).reverse()) await close();
});

const hang: Answering = () => undefined;
const slowBody: Answering = (_received, response) => {
  response.writeHead(200, { 'content-type': 'application/json' }).write('{');
};
const reset: Answering = (_received, response) => {
  response.destroy();
};
const endlessBody: Answering = (_received, response) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  const more = () => {
    while (!response.destroyed && response.write('[')) {}
  };
  response.on('drain', more).on('error', () => undefined);
  more();
};

const repeatable: readonly (readonly [string, Partial<ServiceRequest<unknown>>])[] = [
  ['GET', { method: 'GET' }],
  ['HEAD', { method: 'HEAD' }],
  ['PUT', { method: 'PUT', body: {} }],
  ['DELETE', { method: 'DELETE' }],
  ['POST with a key', { method: 'POST', body: {}, idempotencyKey: 'key-1' }],
  ['PATCH with a key', { method: 'PATCH', body: {}, idempotencyKey: 'key-1' }],
];
const single: readonly (readonly [string, Partial<ServiceRequest<unknown>>])[] = [
  ['POST', { method: 'POST', body: {} }],
  ['PATCH', { method: 'PATCH', body: {} }],
];
/** Each is over with the next attempt, for all that the client knows. */
const passing: readonly (readonly [string, Answering])[] = [
  ['429', json(429, {})],
  ['502', json(502, {})],
  ['503', json(503, {})],
  ['504', json(504, {})],
  ['a broken connection', reset],
];
const hanging: readonly (readonly [string, Answering])[] = [
  ['hangs', hang],
  ['sends its body slowly', slowBody],
];

describe.each(passing)('after %s', (_fault, answer) => {
  it.each(repeatable)('%s is tried three times, with the same key', async (_request, request) => {
    const { receiver, host } = await aService(answer);
    const { call } = aClient({ host });
    expect(await outcomeOf(call(request))).toEqual(unavailable());
    expect(receiver.received).toHaveLength(3);
    const keys = receiver.received.map(({ headers }) => headers['idempotency-key']);
    expect(keys).toEqual(Array(3).fill(request.idempotencyKey));
  });

  it.each(single)('%s without a key is never repeated', async (_request, request) => {
    const { receiver, host } = await aService(answer);
    const { call } = aClient({ host });
    expect(await outcomeOf(call(request))).toEqual(unavailable());
    expect(receiver.received).toHaveLength(1);
  });
});

describe('attempts', () => {
  it('end with the first answer', async () => {
    const { receiver, host } = await aService((received, response) => {
      const isFirst = receiver.received.length === 1;
      json(isFirst ? 503 : 200, 'done')(received, response);
    });
    const { client, call } = aClient({ host });
    expect(await call()).toBe('done');
    expect(receiver.received).toHaveLength(2);
    expect(client.list()).toMatchObject([{ attempts: 2, failures: 1, state: 'closed' }]);
  });

  it.each([
    ['an attempt without an answer', reset, true],
    ['one that was put off', json(429, {}), false],
  ])(
    'that are refused after %s tell whether that one may have done it: %#',
    async (_before, first, expected) => {
      const { receiver, host } = await aService((received, response) => {
        const answer = receiver.received.length === 1 ? first : json(409, {});
        answer(received, response);
      });
      const refused = await outcomeOf(aClient({ host }).call({ method: 'PUT', body: {} }));
      expect(refused).toMatchObject({ status: 409, mayHaveHappened: expected });
      expect(receiver.received).toHaveLength(2);
    },
  );

  it('that are refused at once have done nothing', async () => {
    const { host } = await aService(json(409, {}));
    expect(await outcomeOf(aClient({ host }).call())).toMatchObject({ status: 409, mayHaveHappened: false });
  });

  it('are as many as the settings say', async () => {
    const { receiver, host } = await aService(json(503, {}));
    await outcomeOf(aClient({ host }, { retries: 0 }).call());
    expect(receiver.received).toHaveLength(1);
    await outcomeOf(aClient({ host }, { retries: 4 }).call());
    expect(receiver.received).toHaveLength(6);
  });

  it('end with an answer that never ends', async () => {
    const { receiver, host } = await aService(endlessBody);
    const { call, logger } = aClient({ host });
    expect(await outcomeOf(call())).toEqual(unavailable());
    expect(receiver.received).toHaveLength(1);
    expect(logger.records).toMatchObject([{ fields: { reason: 'Its answer is too long' } }]);
  });

  it('are not made after a status that says they are of no use', async () => {
    const { receiver, host } = await aService(json(500, {}));
    await outcomeOf(aClient({ host }).call());
    expect(receiver.received).toHaveLength(1);
  });

  it.each(['503', 'dead'])('of many calls stay few when the service is %s', async (kind) => {
    const host = kind === 'dead' ? deadHosts[0] : (await aService(json(503, {}))).host;
    const { client, call } = aClient({ host });
    for (let count = 0; count < 100; count += 1) expect(await outcomeOf(call())).toEqual(unavailable());
    const attempts = client.list()[0]?.attempts ?? 0;
    // One for each call, one in five of them, and ten.
    expect(attempts).toBeLessThanOrEqual(100 + 20 + 10);
    expect(attempts).toBeGreaterThan(100);
  });
});

describe('the time to come back', () => {
  it.each([
    ['600', 600],
    ['999999999', 3_600],
    ['soon', 1],
    ['Thu, 01 Jan 1970 00:00:00 GMT', 1],
  ])('is what the service says, within reason: %s', async (retryAfter, seconds) => {
    const { host } = await aService(json(503, {}, { 'retry-after': retryAfter }));
    const { call } = aClient({ host }, { retries: 0 });
    expect(await outcomeOf(call())).toEqual(unavailable(seconds));
  });
});

describe('in time', () => {
  beforeEach(() => {
    vi.useFakeTimers({
      toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance', 'Date'],
    });
  });
  /** While time stands still. */
  const until = async (isSo: () => boolean) => {
    while (!isSo()) await vi.advanceTimersByTimeAsync(0);
  };
  const observed = (call: Promise<unknown>) => {
    const seen = { outcome: undefined as unknown, endedAt: Number.NaN };
    void outcomeOf(call).then((outcome) => {
      Object.assign(seen, { outcome, endedAt: performance.now() });
    });
    return seen;
  };

  it('a token that does not come costs a caller no more, and is no fault of the service', async () => {
    const authorization = () => new Promise<string>(() => {});
    const { client, call } = aClient(
      { host: deadHosts[0] },
      { authorization, attemptMs: 2_000, totalMs: 2_000 },
    );
    const began = performance.now();
    const seen = observed(call());
    await until(() => vi.getTimerCount() > 0);
    await vi.advanceTimersByTimeAsync(2_000);
    await until(() => seen.outcome !== undefined);
    expect(seen).toEqual({ outcome: unavailable(), endedAt: began + 2_000 });
    expect(client.list()).toMatchObject([{ attempts: 0, failures: 0 }]);
  });

  /** Waits for the client to pause for so long, and lets that pass. */
  const pass = async (pauseMs: number) => {
    await until(() => vi.mocked(setTimeout).mock.calls.some(([, ms]) => ms === pauseMs));
    vi.mocked(setTimeout).mockClear();
    await vi.advanceTimersByTimeAsync(pauseMs);
  };

  describe.each(hanging)('a service that %s', (_kind, answer) => {
    const attemptMs = 2_000;

    it.each(repeatable)('is tried three times with %s, with the same key', async (_request, request) => {
      vi.spyOn(globalThis, 'setTimeout');
      const { receiver, host } = await aService(answer);
      const seen = observed(aClient({ host }, { attemptMs, random: () => 0.75 }).call(request));
      for (const [attempt, pauseMs] of [75, 150, null].entries()) {
        await until(() => receiver.received.length === attempt + 1);
        await vi.advanceTimersByTimeAsync(attemptMs);
        if (pauseMs !== null) await pass(pauseMs);
      }
      await until(() => seen.outcome !== undefined);
      expect(seen.outcome).toEqual(unavailable());
      const keys = receiver.received.map(({ headers }) => headers['idempotency-key']);
      expect(keys).toEqual(Array(3).fill(request.idempotencyKey));
    });

    it.each(single)('is called once with %s without a key', async (_request, request) => {
      const { receiver, host } = await aService(answer);
      const seen = observed(aClient({ host }, { attemptMs }).call(request));
      await until(() => receiver.received.length === 1);
      await vi.advanceTimersByTimeAsync(attemptMs);
      await until(() => seen.outcome !== undefined);
      expect(seen.outcome).toEqual(unavailable());
      expect(receiver.received).toHaveLength(1);
    });
  });

  it.each(hanging)(
    'a service that %s costs a caller its total limit, and no more attempts than fit',
    async (_kind, answer) => {
      const { receiver, host } = await aService(answer);
      vi.spyOn(globalThis, 'setTimeout');
      const limits = { attemptMs: 2_000, totalMs: 5_000, retries: 10, random: () => 0.75 };
      const { call } = aClient({ host }, limits);
      const began = performance.now();
      const seen = observed(call());
      for (const [attempt, pauseMs] of [75, 150].entries()) {
        await until(() => receiver.received.length === attempt + 1);
        await vi.advanceTimersByTimeAsync(limits.attemptMs);
        await pass(pauseMs);
      }
      await until(() => receiver.received.length === 3);
      await vi.advanceTimersByTimeAsync(774);
      expect(seen.outcome).toBeUndefined();
      await vi.advanceTimersByTimeAsync(1);
      await until(() => seen.outcome !== undefined);
      expect(seen).toEqual({ outcome: unavailable(), endedAt: began + 5_000 });
      expect(receiver.received).toHaveLength(3);
    },
  );

  it('pauses between attempts, up to twice as long each time', async () => {
    vi.spyOn(globalThis, 'setTimeout');
    const { receiver, host } = await aService(json(503, {}));
    const { call } = aClient({ host }, { retries: 3, random: () => 0.75 });
    const began = performance.now();
    const seen = observed(call());
    for (const pauseMs of [75, 150, 300]) await pass(pauseMs);
    await until(() => seen.outcome !== undefined);
    expect(receiver.received).toHaveLength(4);
    expect(seen).toEqual({ outcome: unavailable(), endedAt: began + 525 });
  });

  it.each([
    ['seconds', () => '3'],
    ['a date', () => new Date(Date.now() + 3_000).toUTCString()],
  ])('comes back when the service says, in %s', async (_form, retryAfter) => {
    vi.setSystemTime('2026-01-01T00:00:00Z');
    vi.spyOn(globalThis, 'setTimeout');
    const { receiver, host } = await aService((received, response) => {
      const isFirst = receiver.received.length === 1;
      json(isFirst ? 429 : 200, 'done', { 'retry-after': retryAfter() })(received, response);
    });
    const seen = observed(aClient({ host }, { totalMs: 5_000 }).call());
    await pass(3_000);
    await until(() => seen.outcome !== undefined);
    expect(seen.outcome).toBe('done');
    expect(receiver.received).toHaveLength(2);
  });

  it.each([429, 503])('does not wait for what would come too late, after a %i', async (status) => {
    const { receiver, host } = await aService(json(status, {}, { 'retry-after': '5' }));
    const { call } = aClient({ host }, { totalMs: 5_000 });
    const began = performance.now();
    const seen = observed(call());
    await until(() => seen.outcome !== undefined);
    expect(seen).toEqual({ outcome: unavailable(5), endedAt: began });
    expect(receiver.received).toHaveLength(1);
  });
});
