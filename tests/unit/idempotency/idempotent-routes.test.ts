import type { Socket } from 'node:net';
import type { RouteOptions } from 'fastify';
import { describe, expect, it, vi } from 'vitest';
import type { IdempotencyStore } from '#application/idempotency/idempotency-store.js';
import { overloaded, unavailable } from '#application/shared/errors.js';
import { forbidden, unauthenticated } from '#domain/access/errors.js';
import { loginLocked, weakPassword } from '#domain/auth/errors.js';
import { emailTaken } from '#domain/users/errors.js';
import { KeyedRequestDigests } from '#infrastructure/crypto/idempotency/request-digests.js';
import { MemoryDatabase } from '#infrastructure/memory/database.js';
import { MemoryIdempotencyStore } from '#infrastructure/memory/idempotency/idempotency-store.js';
import { idempotentRequestTable } from '#infrastructure/memory/idempotency/table.js';
import { IdempotentRoutes } from '#presentation/http/plugins/idempotency.js';
import { FakeClock } from '#testing/fake-clock.js';
import { rateLimits, signedIn, type TestApp, testApp } from '../http/support/app.js';
import { FakeLogger } from '../http/support/fakes.js';
import { Connection, exchange, listen } from '../http/support/raw-http.js';
import { encryptionKey } from '../support/encryption-keys.js';

const key = '8e03978e-40d5-43dd-bc93-6894a57f9324';
const account = { email: 'ada@example.com', username: 'ada', password: 'correct horse battery' };
const url = '/api/v1/auth/register';

async function serve(replaced: Partial<IdempotencyStore> = {}, registrations = 100) {
  const database = new MemoryDatabase();
  const stored = new MemoryIdempotencyStore(database, new FakeClock());
  const store: IdempotencyStore = {
    claim: (request) => stored.claim(request),
    complete: (...args) => stored.complete(...args),
    release: (...args) => stored.release(...args),
    ...replaced,
  };
  const logger = new FakeLogger();
  const extension = new IdempotentRoutes(store, new KeyedRequestDigests([encryptionKey('k1')]), logger);
  const test = await testApp(
    {},
    { routeExtensions: [extension], rateLimits: rateLimits({ login: 300, register: registrations }) },
  );
  return { test, logger, kept: () => database.table(idempotentRequestTable).all() };
}

interface Asked {
  readonly key?: string;
  readonly path?: string;
  readonly body?: object;
  readonly from?: string;
  readonly headers?: Record<string, string>;
}

const post = ({ app }: TestApp, asked: Asked = {}) =>
  app.inject({
    method: 'POST',
    url: asked.path ?? url,
    payload: asked.body ?? account,
    remoteAddress: asked.from ?? '192.0.2.1',
    headers: { 'idempotency-key': asked.key ?? key, ...asked.headers },
  });

describe('a request with an idempotency key', () => {
  it('gets the first answer again, byte for byte, under an id of its own', async () => {
    const { test } = await serve();
    const first = await post(test);
    test.useCases.registerUser.answer = () => Promise.reject(new Error('asked twice'));
    const again = await post(test);
    expect([first.statusCode, again.statusCode]).toEqual([201, 201]);
    expect(again.payload).toBe(first.payload);
    for (const name of ['content-type', 'location', 'etag']) {
      expect([name, again.headers[name]]).toEqual([name, first.headers[name]]);
    }
    expect(first.headers).not.toHaveProperty('idempotency-replayed');
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect(again.headers['x-request-id']).not.toBe(first.headers['x-request-id']);
    expect(again.headers['cache-control']).toBe('no-store');
    expect(test.useCases.registerUser.calls).toHaveLength(1);
  });

  it('is the same in another spelling of the body', async () => {
    const { test } = await serve();
    await post(test);
    const body = Object.fromEntries(Object.entries(account).reverse());
    expect((await post(test, { body })).headers['idempotency-replayed']).toBe('true');
  });

  it('is refused with another body, in the shape that the client prefers', async () => {
    const { test } = await serve();
    await post(test);
    const body = { ...account, password: 'correct horse batterz' };
    const refused = await post(test, { body });
    expect([refused.statusCode, refused.json().error.code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
    const problem = await post(test, {
      body: { ...account, username: 'eve' },
      headers: { accept: 'application/problem+json' },
    });
    expect([problem.statusCode, problem.json().code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
    expect(test.useCases.registerUser.calls).toHaveLength(1);
    expect((await post(test)).headers['idempotency-replayed']).toBe('true');
  });

  it('is another one from another client, of another user, and on another route (AUT-16)', async () => {
    const { test } = await serve();
    const path = '/api/v1/users';
    const answers = [
      await post(test),
      await post(test, { from: '192.0.2.2' }),
      await post(test, { from: '2001:db8::1' }),
      await post(test, { path, headers: signedIn }),
    ];
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([201, 201, 201, 201]);
    for (const { headers } of answers) expect(headers).not.toHaveProperty('idempotency-replayed');
    expect((await post(test, { from: '2001:db8::2' })).headers['idempotency-replayed']).toBe('true');
    const moved = await post(test, { path, headers: signedIn, from: '192.0.2.3' });
    expect(moved.headers['idempotency-replayed']).toBe('true');
  });

  it('is told that the first still runs, and finds its answer then', async () => {
    const { test } = await serve();
    const { useCases } = test;
    const { promise, resolve } = Promise.withResolvers<void>();
    const answer = useCases.registerUser.answer;
    useCases.registerUser.answer = () => promise.then(answer);
    const first = post(test);
    await vi.waitFor(() => expect(useCases.registerUser.calls).toHaveLength(1));
    const second = await post(test);
    expect([second.statusCode, second.json().error.code]).toEqual([409, 'IDEMPOTENCY_IN_PROGRESS']);
    resolve();
    expect((await first).statusCode).toBe(201);
    expect((await post(test)).payload).toBe((await first).payload);
    expect(useCases.registerUser.calls).toHaveLength(1);
  });

  it.each([
    ['500', () => new Error('broken')],
    ['503', () => overloaded()],
    ['401', () => unauthenticated()],
    ['403', () => forbidden()],
    ['422', () => weakPassword()],
    ['429', () => loginLocked({ retryAfter: 5 })],
  ])('is handled again after a %s', async (status, failure) => {
    const { test, kept } = await serve();
    const { registerUser } = test.useCases;
    const answer = registerUser.answer;
    registerUser.answer = () => Promise.reject(failure());
    expect((await post(test)).statusCode).toBe(Number(status));
    expect(kept()).toEqual([]);
    registerUser.answer = answer;
    const second = await post(test);
    expect(second.statusCode).toBe(201);
    expect(second.headers).not.toHaveProperty('idempotency-replayed');
  });

  it('gets a refusal of what it asks for again, as it was', async () => {
    const { test } = await serve();
    test.useCases.registerUser.answer = () => Promise.reject(emailTaken());
    const headers = { accept: 'application/problem+json' };
    const first = await post(test, { headers });
    const again = await post(test);
    expect([first.statusCode, again.statusCode]).toEqual([409, 409]);
    expect(again.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect(again.payload).toBe(first.payload);
    expect(test.useCases.registerUser.calls).toHaveLength(1);
  });

  it('counts against the limit of the route', async () => {
    const { test } = await serve({}, 3);
    const statuses = [];
    for (const _ of [1, 2, 3, 4]) statuses.push((await post(test)).statusCode);
    expect(statuses).toEqual([201, 201, 201, 429]);
  });

  it('keeps nothing of what was refused before it was handled', async () => {
    const { test, kept } = await serve();
    expect((await post(test, { body: { email: 'none' } })).statusCode).toBe(422);
    expect((await post(test, { path: '/api/v1/users' })).statusCode).toBe(401);
    expect(kept()).toEqual([]);
    expect((await post(test)).statusCode).toBe(201);
  });

  it.each(['short', 'x'.repeat(129), 'ключ-ключ'.normalize(), 'with\ttab in it', 'caf\u00e9-caf\u00e9', ''])(
    'is refused where the key is %j',
    async (malformed) => {
      const { test, kept } = await serve();
      const headers = { 'idempotency-key': malformed };
      const { statusCode, json } = await post(test, { headers });
      expect([statusCode, json().error.code]).toEqual([400, 'BAD_REQUEST']);
      expect(test.useCases.registerUser.calls).toHaveLength(0);
      expect(kept()).toEqual([]);
    },
  );

  it.each(['12345678', 'x'.repeat(128), '"8e03978e-40d5-43dd"', 'a key, with ~ and !'])(
    'may have the key %j',
    async (good) => {
      const { test } = await serve();
      expect((await post(test, { key: good })).statusCode).toBe(201);
      expect((await post(test, { key: good })).headers['idempotency-replayed']).toBe('true');
    },
  );

  it('is refused with two keys', async () => {
    const { test } = await serve();
    const port = await listen(test.app);
    const answer = await exchange(port, rawRequest(`Idempotency-Key: ${key}\r\nIDEMPOTENCY-KEY: ${key}\r\n`));
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(test.useCases.registerUser.calls).toHaveLength(0);
  });

  it('finds the answer that got lost because its client went away', async () => {
    const { test } = await serve();
    const { registerUser } = test.useCases;
    const { promise, resolve } = Promise.withResolvers<void>();
    const answer = registerUser.answer;
    registerUser.answer = () => promise.then(answer);
    const port = await listen(test.app);
    const isGone = new Promise<void>((done) => {
      test.app.server.once('connection', (socket: Socket) => socket.once('close', () => done()));
    });
    const client = new Connection(port);
    client.send(rawRequest(`Idempotency-Key: ${key}\r\n`));
    await vi.waitFor(() => expect(registerUser.calls).toHaveLength(1));
    client.destroy();
    await isGone;
    expect((await post(test, { from: '127.0.0.1' })).statusCode).toBe(409);
    resolve();
    await vi.waitFor(async () =>
      expect((await post(test, { from: '127.0.0.1' })).headers['idempotency-replayed']).toBe('true'),
    );
    expect(registerUser.calls).toHaveLength(1);
  });

  it('is not handled where it cannot be claimed', async () => {
    const { test } = await serve({ claim: () => Promise.reject(unavailable()) });
    expect((await post(test)).statusCode).toBe(503);
    expect(test.useCases.registerUser.calls).toHaveLength(0);
  });

  it('is answered even if the answer cannot be kept, and a retry is not told that nothing happened', async () => {
    const { test, logger } = await serve({ complete: () => Promise.reject(unavailable()) });
    const first = await post(test);
    expect(first.statusCode).toBe(201);
    expect(logger.lines).toMatchObject([{ level: 'warn', fields: { route: url, status: 201 } }]);
    expect(JSON.stringify(logger.lines)).not.toContain(account.password);
    expect((await post(test)).json().error.code).toBe('IDEMPOTENCY_IN_PROGRESS');
  });

  it('leaves neither password nor key nor address behind', async () => {
    const { test, kept } = await serve();
    await post(test);
    expect(kept()).toHaveLength(1);
    const text = JSON.stringify(kept());
    for (const secret of [account.password, key, '192.0.2.1']) expect(text).not.toContain(secret);
    expect(Object.keys(kept()[0]?.answer?.headers ?? {})).toEqual(['content-type', 'location', 'etag']);
  });
});

function rawRequest(headers: string): string {
  const body = JSON.stringify(account);
  return (
    `POST ${url} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nConnection: close\r\n` +
    `Content-Length: ${body.length}\r\n${headers}\r\n${body}`
  );
}

describe('routes', () => {
  it('that are not idempotent pay no attention to the key', async () => {
    const { test, kept } = await serve();
    const path = '/api/v1/auth/login';
    const body = { email: account.email, password: account.password };
    for (const malformed of [key, 'bad']) {
      expect((await post(test, { path, body, key: malformed })).statusCode).toBe(200);
    }
    expect(test.useCases.logIn.calls).toHaveLength(2);
    expect(kept()).toEqual([]);
  });

  it('that are idempotent handle each request without a key', async () => {
    const { test, kept } = await serve();
    for (const _ of [1, 2]) {
      expect((await test.app.inject({ method: 'POST', url, payload: account })).statusCode).toBe(201);
    }
    expect(test.useCases.registerUser.calls).toHaveLength(2);
    expect(kept()).toEqual([]);
  });

  const answers = { successes: { 201: { description: 'Made.', schema: {} } }, errors: [] };
  it.each<[string, Partial<RouteOptions>]>([
    ['by another method', { method: 'PUT' }],
    [
      'without a body in the answer',
      {
        config: { isIdempotent: true, answers: { ...answers, successes: { 204: { description: 'Gone.' } } } },
      },
    ],
    ['with compressed answers', { config: { isIdempotent: true, isCompressible: true, answers } }],
  ])('cannot be idempotent %s', (_what, changed) => {
    const extension = new IdempotentRoutes(
      {} as IdempotencyStore,
      new KeyedRequestDigests([encryptionKey('k')]),
      new FakeLogger(),
    );
    const route: RouteOptions = {
      method: 'POST',
      url: '/things',
      handler: () => {},
      config: { isIdempotent: true, answers },
    };
    expect(() => extension.extend(route)).not.toThrow();
    expect(() => extension.extend({ ...route, ...changed })).toThrow('/things cannot be idempotent');
  });
});
