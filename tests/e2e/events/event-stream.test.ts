import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { eventsTokens } from '#composition/features/events.tokens.js';
import { E2eService, type SignedIn } from '#testing/e2e-service.js';
import { overriding } from '#testing/overriding.js';
import { EventSourceClient } from './event-source.js';

const url = '/api/v1/events/stream';

/** Comments when the test says so. */
class Heart {
  readonly #actions = new Set<() => void>();

  readonly every = (_ms: number, action: () => void) => {
    this.#actions.add(action);
    return () => void this.#actions.delete(action);
  };

  get size(): number {
    return this.#actions.size;
  }

  beat(): void {
    for (const action of this.#actions) action();
  }
}

describe.each([{ STORAGE: 'postgres' }, { STORAGE: 'memory' }])(
  'the stream of events, with %o',
  (storage) => {
    const heart = new Heart();
    const features = [overriding((wiring) => wiring.replace(eventsTokens.every, () => heart.every, []))];
    const clients: EventSourceClient[] = [];
    let service: E2eService;
    let root: SignedIn;
    beforeAll(async () => {
      const env = { ...storage, EVENTS_MAX_STREAMS: '3', EVENTS_POLL_INTERVAL_MS: '50' };
      service = await E2eService.start({ env, features });
      root = await service.root();
    });
    afterEach(async () => {
      await Promise.all(clients.splice(0).map((client) => client.close().catch(() => undefined)));
      await expect.poll(() => heart.size).toBe(0);
    });
    afterAll(() => service?.stop());

    const open = async (query = '', headers: Record<string, string> = {}, { token } = root) => {
      const client = await EventSourceClient.open(`${service.http.baseUrl}${url}?${query}`, token, headers);
      clients.push(client);
      return client;
    };
    const registered = 'types=user.registered';

    it('tells of what happens from now on, as CloudEvents', async () => {
      await service.person();
      const client = await open(registered);
      expect(client.response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
      expect(client.response.headers.get('cache-control')).toBe('no-store');
      expect(client.response.headers.get('x-request-id')).not.toBeNull();
      const { user } = await service.person();
      const { id, event } = await client.nextEvent();
      expect(event).toMatchObject({
        specversion: '1.0',
        source: 'https://gatehouse.test',
        type: 'user.registered',
        subject: user.id,
        sequence: id,
        data: { email: user.email, username: user.username, roles: ['user'] },
      });
    });

    it('goes on behind the last event that a client had, without a gap', async () => {
      const client = await open(registered);
      const people = [await service.person(), await service.person(), await service.person()];
      const first = await client.nextEvent();
      await client.close();
      const again = await open(registered, { 'last-event-id': first.id });
      const told = [first, await again.nextEvent(), await again.nextEvent()];
      expect(told.map(({ event }) => event.subject)).toEqual(people.map(({ user }) => user.id));
      const next = await service.person();
      expect((await again.nextEvent()).event.subject).toBe(next.user.id);
      const byQuery = await open(`${registered}&after=${told[1]?.id}`);
      expect((await byQuery.nextEvent()).id).toBe(told[2]?.id);
    });

    it('tells of one subject, and where it is when nothing else comes', async () => {
      const ada = await service.person();
      const client = await open(`subject=${ada.user.id}`);
      const connected = await client.next();
      expect(connected).toMatchObject({ event: null, id: expect.stringMatching(/^\d{16}$/) });
      await service.person();
      await service.http.patch('/api/v1/me', { username: `renamed${Date.now()}` }, { token: ada.token });
      const { id, event } = await client.nextEvent();
      expect(event).toMatchObject({ type: 'user.renamed', subject: ada.user.id });
      heart.beat();
      const comment = await client.next();
      expect(comment?.event).toBeNull();
      expect(Number(comment?.id)).toBeGreaterThanOrEqual(Number(id));
    });

    it.each([
      ['session', (admin: SignedIn) => service.http.post('/api/v1/auth/logout', {}, { token: admin.token })],
      [
        'permission',
        (admin: SignedIn) =>
          service.http.patch(`/api/v1/users/${admin.user.id}`, { roles: ['user'] }, { token: root.token }),
      ],
    ])('ends with the %s of whoever reads', async (_, end) => {
      const admin = await service.person('admin');
      const client = await open('', {}, admin);
      heart.beat();
      expect(await client.next()).toMatchObject({ event: null });
      expect(await client.next()).toMatchObject({ event: null });
      expect((await end(admin)).status).toBeLessThan(300);
      await expect
        .poll(async () => {
          heart.beat();
          for (let message = await client.next(); ; message = await client.next()) {
            if (message === null) return 'ended';
            if (message.event === null) return 'goes on';
          }
        })
        .toBe('ended');
    });

    it('refuses more than it may have', async () => {
      await Promise.all([open(), open(), open()]);
      const refused = await service.http.get(url, { token: root.token });
      expect([refused.status, refused.code]).toEqual([503, 'OVERLOADED']);
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
      const waiting = await service.http.get('/api/v1/events?subject=nobody&wait=1', { token: root.token });
      expect(waiting.status).toBe(503);
    });

    it('refuses who may not, and what is not readable, before it begins', async () => {
      const ada = await service.person();
      const status = async (query: string, token?: string, headers = {}) => {
        const { status, body } = await service.http.get(`${url}?${query}`, { token, headers });
        return [status, body.error.code, ...body.error.details.map(({ field }: { field: string }) => field)];
      };
      expect(await status('')).toEqual([401, 'UNAUTHENTICATED']);
      expect(await status('', ada.token)).toEqual([403, 'FORBIDDEN']);
      expect(await status('types=user.made_up', root.token)).toEqual([422, 'VALIDATION_ERROR', 'types']);
      expect(await status('after=x', root.token)).toEqual([422, 'VALIDATION_ERROR', 'after']);
      expect(await status('after=9999999999999', root.token)).toEqual([422, 'VALIDATION_ERROR', 'after']);
      expect(await status('limit=3', root.token)).toEqual([422, 'VALIDATION_ERROR', 'limit']);
      const header = { 'last-event-id': 'x' };
      expect(await status('', root.token, header)).toEqual([422, 'VALIDATION_ERROR', 'Last-Event-ID']);
      expect((await service.http.request('HEAD', url, { token: root.token })).status).toBe(405);
    });
  },
);

describe('a service that stops', () => {
  it('ends its streams and answers who waits, at once', async () => {
    const heart = new Heart();
    const service = await E2eService.start({
      features: [overriding((wiring) => wiring.replace(eventsTokens.every, () => heart.every, []))],
    });
    const { token } = await service.root();
    const client = await EventSourceClient.open(`${service.http.baseUrl}${url}`, token);
    await client.next();
    const path = '/api/v1/events?types=user.deleted&wait=30';
    const waiting = service.http.get(path, { token });
    const readers = await service.service.container.get(eventsTokens.readers);
    await expect.poll(() => readers.waiting).toBe(2);
    await service.stop();
    expect((await waiting).data).toEqual([]);
    expect(await client.next()).toBeNull();
    expect(heart.size).toBe(0);
  });
});
