import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventsTokens } from '#composition/features/events.tokens.js';
import { E2eService, type SignedIn } from '#testing/e2e-service.js';
import { aSubscription } from '../../support/builders/subscription.js';

const url = '/api/v1/events';

describe.each([{ STORAGE: 'postgres' }, { STORAGE: 'memory' }])('the log of events, with %o', (storage) => {
  let service: E2eService;
  let root: SignedIn;
  beforeAll(async () => {
    // Nobody has a subscription, so that a test can have events deleted.
    const env = { ...storage, EVENTS_ENABLED: 'false', EVENTS_POLL_INTERVAL_MS: '50' };
    service = await E2eService.start({ env });
    root = await service.root();
  });
  afterAll(() => service?.stop());

  const read = async (query = '', token: string | undefined = root.token) => {
    const { status, body } = await service.http.get(`${url}?${query}`, { token });
    return { status, events: body.data, meta: body.meta, error: body.error };
  };
  const subjects = (events: readonly { subject: string }[]) => events.map(({ subject }) => subject);
  /** Where the log ends now. */
  const end = async (): Promise<string> => {
    for (let after = ''; ; ) {
      const { meta } = await read(`after=${after}&limit=500`);
      if (!meta.hasMore) return meta.next;
      after = meta.next;
    }
  };

  const deleteUpTo = async (position: number) => {
    const { container } = service.service;
    const store = await container.get(eventsTokens.subscriptionStore);
    const subscription = aSubscription();
    const lease = { subscription: subscription.name, owner: 'owner', milliseconds: 60_000 };
    await store.register([subscription]);
    await store.claim(subscription, lease);
    await store.finish(lease, position);
    await (await container.get(eventsTokens.retention)).deleteOverFor(-60, 1000);
  };

  it('is read in order, page by page, in CloudEvents whose schemas are there', async () => {
    const begin = await end();
    const people = [await service.person(), await service.person(), await service.person()];
    const first = await read(`types=user.registered&after=${begin}&limit=2`);
    expect(first).toMatchObject({ status: 200, meta: { hasMore: true } });
    const rest = await read(`types=user.registered&after=${first.meta.next}&limit=2`);
    expect(subjects([...first.events, ...rest.events])).toEqual(people.map(({ user }) => user.id));
    expect(rest.meta.hasMore).toBe(false);
    const [event] = first.events;
    expect(event).toEqual({
      specversion: '1.0',
      id: expect.any(String),
      source: 'https://gatehouse.test',
      type: 'user.registered',
      subject: people[0]?.user.id,
      time: expect.stringMatching(/^\d{4}-.*\.\d{3}Z$/),
      datacontenttype: 'application/json',
      dataschema: 'https://gatehouse.test/docs/events/user.registered/v1',
      data: { email: people[0]?.user.email, username: people[0]?.user.username, roles: ['user'] },
      sequence: expect.stringMatching(/^\d{16}$/),
      requestid: expect.any(String),
    });
    const schema = await service.http.get(new URL(event.dataschema).pathname);
    expect(schema.headers.get('content-type')).toContain('application/schema+json');
    const isValid = new Ajv2020({ strict: false, validateFormats: false }).compile(schema.body);
    expect(isValid(event.data)).toBe(true);
  });

  it('names the request, and the trace of it where that is well-formed', async () => {
    const ada = await service.person();
    const trace = '0af7651916cd43dd8448eb211c80319c';
    const change = (displayName: string, traceparent: string, requestId: string) =>
      service.http.patch(
        '/api/v1/me',
        { displayName },
        {
          token: ada.token,
          headers: { traceparent, 'x-request-id': requestId },
        },
      );
    const good = `00-${trace}-b7ad6b7169203331-01`;
    await change('A', good, 'first');
    const malformed = [`00-${'0'.repeat(32)}-b7ad6b7169203331-01`, `ff-${trace}-b7ad6b7169203331-01`, 'x\ty'];
    for (const [index, sent] of malformed.entries()) await change(`B${index}`, sent, `next-${index}`);
    const { events } = await read(`subject=${ada.user.id}&types=user.profile_changed`);
    expect(
      events.map(({ requestid, traceparent }: Record<string, string>) => [requestid, traceparent]),
    ).toEqual([['first', good], ...malformed.map((_, index) => [`next-${index}`, undefined])]);
  });

  it('begins with the oldest, and is filtered by subject and types', async () => {
    const { events } = await read('limit=1');
    expect(events[0].type).toBe('user.registered');
    const ada = await service.person();
    const about = await read(`subject=${ada.user.id}&types=user.registered,user.logged_in`);
    expect(about.events.map(({ type }: { type: string }) => type)).toEqual([
      'user.registered',
      'user.logged_in',
    ]);
    expect(about.events[1].actorid).toBe(ada.user.id);
    expect((await read(`subject=${ada.user.id}&types=user.renamed`)).events).toEqual([]);
  });

  it('wakes who waits for what they want, and nobody else', async () => {
    const begin = await end();
    const waiting = read(`types=user.renamed&after=${begin}&wait=30`);
    const readers = await service.service.container.get(eventsTokens.readers);
    await expect.poll(() => readers.waiting).toBe(1);
    const ada = await service.person();
    expect(readers.waiting).toBe(1);
    const username = `renamed${Date.now()}`;
    await service.http.patch('/api/v1/me', { username }, { token: ada.token });
    const { events } = await waiting;
    expect(events).toMatchObject([{ subject: ada.user.id, data: { to: username } }]);
    expect(readers.waiting).toBe(0);
  });

  it('answers who has waited long enough with where to go on', async () => {
    const begin = await end();
    const { status, events, meta } = await read(`subject=nobody&after=${begin}&wait=1`);
    expect([status, events, meta.hasMore]).toEqual([200, [], false]);
    expect(meta.next >= begin).toBe(true);
  });

  it('says what is wrong with a position', async () => {
    const fault = async (query: string) => {
      const { status, error } = await read(query);
      return [status, error.code, error.details[0]];
    };
    const invalid = (field: string, message: unknown) => [422, 'VALIDATION_ERROR', { field, message }];
    const malformed = expect.stringContaining('`sequence`');
    expect(await fault('after=-1')).toEqual(invalid('after', malformed));
    expect(await fault('after=later')).toEqual(invalid('after', malformed));
    expect(await fault('after=99999999999999999999')).toEqual(invalid('after', malformed));
    const ahead = expect.stringContaining('is ahead of the log');
    expect(await fault('after=9999999999999')).toEqual(invalid('after', ahead));
    const { events } = await read('limit=3');
    await deleteUpTo(Number(events[1].sequence));
    const gone = `is no longer kept: the oldest position is ${events[1].sequence}`;
    expect(await fault(`after=${events[0].sequence}`)).toEqual(invalid('after', gone));
    expect((await read(`after=${events[1].sequence}&limit=1`)).events).toMatchObject([{ id: events[2].id }]);
    expect((await read('limit=1')).events).toMatchObject([{ id: events[2].id }]);
  });

  it('is for who may read it, and for what there is', async () => {
    const ada = await service.person();
    const moderator = await service.person('moderator');
    const outcome = async (query: string, token?: string) => {
      const { status, body } = await service.http.get(`${url}?${query}`, { token });
      return [status, body.error.code, ...body.error.details.map(({ field }: { field: string }) => field)];
    };
    expect(await outcome('')).toEqual([401, 'UNAUTHENTICATED']);
    expect(await outcome('', ada.token)).toEqual([403, 'FORBIDDEN']);
    expect(await outcome('', moderator.token)).toEqual([403, 'FORBIDDEN']);
    expect(await outcome('types=user.made_up', root.token)).toEqual([422, 'VALIDATION_ERROR', 'types']);
    expect(await outcome('wait=31', root.token)).toEqual([422, 'VALIDATION_ERROR', 'wait']);
    expect(await outcome('limit=501', root.token)).toEqual([422, 'VALIDATION_ERROR', 'limit']);
    expect(await outcome('cursor=x', root.token)).toEqual([422, 'VALIDATION_ERROR', 'cursor']);
  });

  it('has a page of its types, for people and for programs', async () => {
    const page = await service.http.get('/docs/events');
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(page.text).toContain('<a href="events/user.registered/v1">');
    const { body } = await service.http.get('/docs/events', { headers: { accept: 'application/json' } });
    const registered = body.types.find(({ type }: { type: string }) => type === 'user.registered');
    expect(registered).toMatchObject({ version: 1, personalData: ['email', 'username'] });
    expect((await service.http.get('/docs/events/user.registered/v9')).status).toBe(404);
    expect((await service.http.get('/docs/events/made.up/v1')).status).toBe(404);
    expect((await service.http.get('/docs')).status).toBe(200);
  });
});
