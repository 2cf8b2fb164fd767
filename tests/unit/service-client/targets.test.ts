import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SrvTargets } from '#infrastructure/http-client/service-client/service-targets.js';
import type { SrvRecord } from '#infrastructure/http-client/service-client/srv-lookup.js';
import { aClient, aService, closing, deadHosts, json, outcomeOf, unavailable } from './support.js';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(async () => {
  vi.useRealTimers();
  for (const close of closing.splice(0).reverse()) await close();
});

const name = '_crm._tcp.example.com';
const record = (target: string, priority = 0, weight = 0, port = 80): SrvRecord => ({
  name: target,
  port,
  priority,
  weight,
});

/** Answers as `answer` says at the time, and counts. */
function aLookup(...records: readonly SrvRecord[]) {
  const lookup = {
    asked: [] as string[],
    answer: async () => records,
    recordsOf(asked: string) {
      lookup.asked.push(asked);
      return lookup.answer();
    },
  };
  return lookup;
}
const targetsOf = (lookup: ReturnType<typeof aLookup>, random = () => 0) =>
  new SrvTargets({ scheme: 'http:', host: name }, lookup, random);
const down = async () => {
  throw Object.assign(new Error('canary'), { code: 'ESERVFAIL' });
};

describe('the targets of SRV records', () => {
  it('come in the order of their priorities, with their ports', async () => {
    const lookup = aLookup(record('c', 20), record('a', 5, 0, 8080), record('b.', 10));
    expect(await targetsOf(lookup).inOrder()).toEqual(['http://a:8080', 'http://b:80', 'http://c:80']);
    expect(lookup.asked).toEqual([name]);
  });

  it('come by their weights among equals, each as often as RFC 2782 says', async () => {
    let drawn = 0;
    // The sum of the weights is 4, of which 0 to 4 are drawn.
    const targets = targetsOf(
      aLookup(record('b', 1, 3), record('a', 1, 1), record('c', 2, 100)),
      () => drawn,
    );
    const orders: string[] = [];
    for (drawn of [0, 0.2, 0.4, 0.6, 0.8]) {
      orders.push((await targets.inOrder()).map((origin) => origin.slice(7, 8)).join(''));
    }
    expect(orders).toEqual(['abc', 'abc', 'bac', 'bac', 'bac']);
  });

  it('may be without a weight, and then have a small chance beside others', async () => {
    let drawn = 0;
    const targets = targetsOf(aLookup(record('a', 1, 9), record('b', 1, 0)), () => drawn);
    expect((await targets.inOrder())[0]).toBe('http://b:80');
    drawn = 0.1;
    expect((await targets.inOrder())[0]).toBe('http://a:80');
  });

  it('are looked up again after half a minute, by whoever asks first', async () => {
    const lookup = aLookup(record('a'));
    const targets = targetsOf(lookup);
    await Promise.all([targets.inOrder(), targets.inOrder()]);
    vi.advanceTimersByTime(29_999);
    await targets.inOrder();
    expect(lookup.asked).toHaveLength(1);
    lookup.answer = async () => [record('b')];
    vi.advanceTimersByTime(1);
    expect(await targets.inOrder()).toEqual(['http://b:80']);
    expect(lookup.asked).toHaveLength(2);
  });

  it('serve on while nobody can be asked, who is asked once in five seconds', async () => {
    const lookup = aLookup(record('a'));
    const targets = targetsOf(lookup);
    await targets.inOrder();
    vi.advanceTimersByTime(30_000);
    lookup.answer = down;
    for (let count = 0; count < 5; count += 1) expect(await targets.inOrder()).toEqual(['http://a:80']);
    expect(lookup.asked).toHaveLength(2);
    vi.advanceTimersByTime(5_000);
    await targets.inOrder();
    expect(lookup.asked).toHaveLength(3);
  });

  it.each([
    ['nobody can be asked', down, 'The name of its host could not be looked up'],
    ['there are none', async () => [], 'There is no target in its SRV records'],
    [
      'the service is decidedly not there',
      async () => [record('.')],
      'There is no target in its SRV records',
    ],
  ])('are a fault when %s', async (_reason, answer, message) => {
    const lookup = aLookup();
    lookup.answer = answer;
    await expect(targetsOf(lookup).inOrder()).rejects.toMatchObject({ name: 'ServiceFault', message });
  });

  it('are set aside for ten seconds when they have failed, all but one', async () => {
    const targets = targetsOf(aLookup(record('a', 1), record('b', 2)));
    targets.failed('http://a:80');
    expect(await targets.inOrder()).toEqual(['http://b:80']);
    targets.failed('http://b:80');
    expect(await targets.inOrder()).toEqual(['http://a:80']);
    vi.advanceTimersByTime(10_000);
    expect(await targets.inOrder()).toEqual(['http://a:80', 'http://b:80']);
  });
});

describe('a service with several targets', () => {
  const at = (host: string, priority: number) => {
    const { hostname, port } = new URL(`http://${host}`);
    return record(hostname, priority, 0, Number(port));
  };
  const srv = { isSrv: true, host: name };

  it('is called at the next one when nobody listens at the first, even without a key', async () => {
    const { receiver, host } = await aService(json(200, 'done'));
    const lookup = aLookup(at(deadHosts[0], 1), at(host, 2));
    const { client, call } = aClient(srv, { lookup });
    for (let count = 0; count < 3; count += 1) expect(await call({ method: 'POST', body: {} })).toBe('done');
    expect(receiver.received).toHaveLength(3);
    expect(client.list()).toMatchObject([{ attempts: 3, failures: 0 }]);
  });

  it('is called at another one the next time when the first fails', async () => {
    const [first, second] = [await aService(json(503, {})), await aService(json(200, 'done'))];
    const lookup = aLookup(at(first.host, 1), at(second.host, 2));
    expect(await aClient(srv, { lookup }).call()).toBe('done');
    expect([first.receiver.received.length, second.receiver.received.length]).toEqual([1, 1]);
    // What may have arrived is not sent elsewhere.
    const other = aClient(srv, { lookup });
    expect(await outcomeOf(other.call({ method: 'POST' }))).toEqual(unavailable());
    expect(await other.call({ method: 'POST' })).toBe('done');
    expect([first.receiver.received.length, second.receiver.received.length]).toEqual([2, 2]);
  });

  it('costs each of them one connection when all are dead', async () => {
    const lookup = aLookup(at(deadHosts[0], 1), at(deadHosts[1], 2));
    const { client, call } = aClient(srv, { lookup });
    expect(await outcomeOf(call())).toEqual(unavailable());
    expect(client.list()).toMatchObject([{ attempts: 3, failures: 3 }]);
  });

  it('is away when its records cannot be looked up in time', async () => {
    const lookup = aLookup();
    lookup.answer = () => new Promise(() => {});
    const { client, call, logger } = aClient(srv, { lookup, attemptMs: 10 });
    expect(await outcomeOf(call())).toEqual(unavailable());
    expect(client.list()).toMatchObject([{ attempts: 3, failures: 3 }]);
    expect(logger.records).toMatchObject([{ fields: { reason: 'There was no answer in time' } }]);
  });
});
