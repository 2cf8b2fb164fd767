import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { E2eService, type SignedIn } from '#testing/e2e-service.js';
import { overriding } from '#testing/overriding.js';
import { aSubscription, Recorder } from '../../support/builders/subscription.js';

const url = '/api/v1/subscriptions';

describe.each([{ STORAGE: 'postgres' }, { STORAGE: 'memory' }])('subscriptions, with %o', (storage) => {
  let service: E2eService;
  let root: SignedIn;
  let isBroken = true;
  const recorder = new Recorder();
  const mail = aSubscription({
    name: 'crm',
    description: 'Tells the CRM.',
    handle: async (event) => {
      if (isBroken) throw new Error('the CRM is away');
      await recorder.handle(event);
    },
  });
  beforeAll(async () => {
    service = await E2eService.start({
      env: { ...storage, EVENTS_MAX_ATTEMPTS: '1' },
      features: [overriding((wiring) => wiring.contribute('subscription', 'crm', () => mail, []))],
    });
    root = await service.root();
    for (let count = 0; count < 3; count += 1) await service.person();
    await service.drainEvents();
  });
  afterAll(() => service?.stop());

  const letters = async (query = '') => service.http.get(`${url}/crm/dead-letters?${query}`, root);

  it('say how far they have come, and what they fail at', async () => {
    const { status, data } = await service.http.get(url, root);
    expect(status).toBe(200);
    expect(data).toContainEqual({
      name: 'crm',
      description: 'Tells the CRM.',
      position: expect.stringMatching(/^\d{16}$/),
      lag: 0,
      oldestUnhandledSeconds: null,
      attempts: 0,
      retryAt: null,
      error: null,
      deadLetters: expect.any(Number),
    });
  });

  it('have dead letters, which are listed page by page and shown, tried again and given up', async () => {
    const first = await letters('limit=1');
    expect(first.data).toEqual([
      {
        event: expect.objectContaining({ specversion: '1.0', source: 'https://gatehouse.test' }),
        parkedAt: expect.any(String),
        attempts: 1,
        // What an error says may have been meant for nobody else.
        error: 'Error',
        isDue: false,
      },
    ]);
    const rest = await letters(`cursor=${first.body.meta.nextCursor}`);
    const [again, given] = [first.data[0], rest.data[0]];
    expect(rest.data.map(({ event }: { event: { id: string } }) => event.id)).not.toContain(again.event.id);
    const of = (letter: { event: { id: string } }) => `${url}/crm/dead-letters/${letter.event.id}`;
    expect((await service.http.get(of(given), root)).data).toEqual(given);

    isBroken = false;
    expect((await service.http.post(`${of(again)}/retry`, undefined, root)).status).toBe(204);
    expect((await service.http.delete(of(given), root)).status).toBe(204);
    await service.drainEvents();
    expect(recorder.recorded.map(({ id }) => id)).toEqual([again.event.id]);
    for (const gone of [again, given]) {
      for (const reply of [
        await service.http.get(of(gone), root),
        await service.http.post(`${of(gone)}/retry`, undefined, root),
        await service.http.delete(of(gone), root),
      ]) {
        expect([reply.status, reply.code]).toEqual([404, 'DEAD_LETTER_NOT_FOUND']);
      }
    }
    expect((await letters()).data).toHaveLength(rest.data.length - 1);
  });

  it('that there are not have none', async () => {
    const reply = await service.http.get(`${url}/${encodeURIComponent('a/b')}/dead-letters`, root);
    expect([reply.status, reply.code]).toEqual([404, 'SUBSCRIPTION_NOT_FOUND']);
    expect((await letters('cursor=behind')).status).toBe(422);
  });
});
