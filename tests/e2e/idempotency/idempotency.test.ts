import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { claimSeconds, keptSeconds } from '#application/idempotency/idempotency-store.js';
import { defineFeature } from '#composition/define-feature.js';
import { idempotencyTokens } from '#composition/features/idempotency.tokens.js';
import { text } from '#presentation/http/routing/json-schema.js';
import { created, route } from '#presentation/http/routing/route.js';
import { E2eService, password } from '#testing/e2e-service.js';
import { execute } from '#testing/execute.js';
import type { Reply } from '#testing/http-client.js';
import { overriding } from '#testing/overriding.js';
import { databaseTargets } from '#testing/test-database.js';
import { passTimeOfIdempotency } from '../../support/pass-time.js';
import { countOf, everythingStored } from '../attacks/support/rows.js';

/** Fails as often as it is told to. */
const things = { failures: 0, made: 0 };

class ThingsController {
  routes() {
    return [
      route({
        method: 'POST',
        url: '/api/v1/things',
        operationId: 'makeThing',
        tag: 'things',
        summary: 'Make a thing',
        access: 'public',
        isIdempotent: true,
        responses: { 201: { description: 'A thing.', schema: text } },
        handle: async () => {
          things.made += 1;
          if (things.made <= things.failures) throw new Error('broken');
          return created(`thing ${things.made}`);
        },
      }),
    ];
  }
}

const thingsFeature = defineFeature({
  name: 'things',
  tags: [{ name: 'things', description: 'What is made in a test' }],
  bind: (wiring) => wiring.controller(ThingsController, {}),
});

const isReplayed = ({ headers }: Reply) => headers.get('idempotency-replayed') === 'true';

describe.each(databaseTargets)(
  'two instances, asked with idempotency keys, on the %s PostgreSQL',
  (target) => {
    let service: E2eService;
    let other: E2eService;
    let people = 0;

    beforeAll(async () => {
      const features = [thingsFeature];
      service = await E2eService.start({ target, features });
      other = await E2eService.start({ database: service.database, features });
    });
    afterAll(async () => {
      await other?.stop();
      await service?.stop();
    });

    const somebody = () => {
      people += 1;
      return { email: `retried${people}@example.com`, username: `retried${people}`, password };
    };
    const register = (key: string, body: object, { http } = service, headers: Record<string, string> = {}) =>
      http.post('/api/v1/auth/register', body, { headers: { ...headers, 'idempotency-key': key } });
    const accounts = (email: string) => countOf(service.database, 'users WHERE email = $1', [email]);
    const pass = (seconds: number) =>
      passTimeOfIdempotency((sql) => execute(service.database.url, sql), seconds);

    it('RAC-07: of 50 registrations at once one is made, and the others get its answer or wait for it', async () => {
      const [key, account] = [randomUUID(), somebody()];
      const answers = await Promise.all(
        Array.from({ length: 50 }, (_, index) => register(key, account, index % 2 === 0 ? service : other)),
      );
      const { made = [], waiting = [] } = Object.groupBy(answers, ({ status }) =>
        status === 201 ? 'made' : 'waiting',
      );
      expect(made.filter((answer) => !isReplayed(answer))).toHaveLength(1);
      expect(new Set(made.map((answer) => answer.text)).size).toBe(1);
      for (const { status, code } of waiting)
        expect([status, code]).toEqual([409, 'IDEMPOTENCY_IN_PROGRESS']);
      expect(await accounts(account.email)).toBe(1);
      const again = await register(key, account, other);
      expect([again.status, isReplayed(again), again.text]).toEqual([201, true, made[0]?.text]);
      expect(again.headers.get('location')).toBe(`/api/v1/users/${again.data.id}`);
      expect(again.headers.get('etag')).toBe('"1"');
    });

    it('RAC-07: another body with the same key is refused, and has no effect', async () => {
      const [key, account, another] = [randomUUID(), somebody(), somebody()];
      await register(key, account);
      for (const instance of [service, other]) {
        const { status, code } = await register(key, another, instance);
        expect([status, code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
      }
      const problem = await register(key, another, other, { accept: 'application/problem+json' });
      expect(problem.headers.get('content-type')).toMatch(/^application\/problem\+json/);
      expect([problem.status, problem.code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
      expect(await accounts(another.email)).toBe(0);
    });

    it('AUT-16: the key of another caller is another key', async () => {
      const [key, account] = [randomUUID(), somebody()];
      const create = (token: string, body: object) =>
        service.http.post('/api/v1/users', body, { token, headers: { 'idempotency-key': key } });
      const [root, second] = [await service.root(), await service.person('admin')];
      const first = await create(root.token, account);
      expect([first.status, isReplayed(first)]).toEqual([201, false]);
      const same = await create(second.token, account);
      expect([same.status, same.code, isReplayed(same)]).toEqual([409, 'EMAIL_TAKEN', false]);
      const own = await create((await service.person('admin')).token, somebody());
      expect([own.status, isReplayed(own)]).toEqual([201, false]);
      expect((await register(key, somebody())).status).toBe(201);
      const again = await create((await service.root()).token, account);
      expect([again.status, isReplayed(again), again.text]).toEqual([201, true, first.text]);
    });

    it('keeps a conflict, but not that a request is invalid, wherever that was found out', async () => {
      const [key, account] = [randomUUID(), somebody()];
      for (const email of ['none', 1]) {
        expect((await register(key, { ...account, email })).code).toBe('VALIDATION_ERROR');
      }
      const weak = await register(key, { ...account, password: 'password' });
      expect([weak.status, weak.code]).toEqual([422, 'WEAK_PASSWORD']);
      const taken = { ...account, email: 'root@gatehouse.test' };
      const first = await register(key, taken);
      const again = await register(key, taken, other);
      expect([first.code, again.code, isReplayed(again)]).toEqual(['EMAIL_TAKEN', 'EMAIL_TAKEN', true]);
      expect((await register(key, account)).code).toBe('IDEMPOTENCY_KEY_REUSED');
    });

    it('does not keep what has failed', async () => {
      Object.assign(things, { failures: 2, made: 0 });
      const make = ({ http } = service) =>
        http.post('/api/v1/things', undefined, { headers: { 'idempotency-key': 'made once' } });
      expect((await make()).code).toBe('INTERNAL_ERROR');
      expect((await make(other)).code).toBe('INTERNAL_ERROR');
      const [made, again] = [await make(), await make(other)];
      expect([made.data, isReplayed(made), again.data, isReplayed(again)]).toEqual([
        'thing 3',
        false,
        'thing 3',
        true,
      ]);
    });

    it('frees the claim of an instance that was killed after a while', async () => {
      const [key, account] = [randomUUID(), somebody()];
      await register(key, account);
      await execute(
        service.database.url,
        `UPDATE idempotent_requests SET status = NULL, headers = NULL, body = NULL,
         expires_at = now() + interval '${claimSeconds} seconds'`,
      );
      expect((await register(key, account)).code).toBe('IDEMPOTENCY_IN_PROGRESS');
      await pass(claimSeconds);
      const after = await register(key, account);
      expect([after.code, isReplayed(after)]).toEqual(['EMAIL_TAKEN', false]);
    });

    it('forgets answers after a day', async () => {
      const [key, account] = [randomUUID(), somebody()];
      await register(key, account);
      await pass(keptSeconds - 60);
      expect(isReplayed(await register(key, account))).toBe(true);
      await pass(60);
      expect((await register(key, somebody())).status).toBe(201);
    });

    it.each(['short', 'x'.repeat(129), 'caf\u00e9-caf\u00e9', 'with\ta tab'])(
      'refuses the key %j',
      async (key) => {
        expect(await register(key, somebody())).toMatchObject({ status: 400, code: 'BAD_REQUEST' });
        const problem = await register(key, somebody(), service, { accept: 'application/problem+json' });
        expect([problem.status, problem.body.type]).toEqual([400, '/errors/BAD_REQUEST']);
      },
    );

    it('stores neither passwords nor keys', async () => {
      const [key, account] = [randomUUID(), { ...somebody(), password: 'a canary among passwords' }];
      expect((await register(key, account)).status).toBe(201);
      const stored = await everythingStored(service.database);
      for (const secret of [key, account.password]) expect(stored).not.toContain(secret);
    });

    it('tells of it in the OpenAPI document', async () => {
      const { body } = await service.http.get('/openapi.json');
      for (const path of ['/api/v1/auth/register', '/api/v1/users']) {
        const { parameters, responses } = body.paths[path].post;
        expect(parameters.map(({ name }: { name: string }) => name)).toContain('Idempotency-Key');
        for (const [status, code] of [
          [409, 'IDEMPOTENCY_IN_PROGRESS'],
          [422, 'IDEMPOTENCY_KEY_REUSED'],
        ]) {
          expect(responses[status as number].content['application/json'].examples).toHaveProperty(`${code}`);
        }
        for (const status of [201, 409, 422]) {
          expect(responses[status].headers).toHaveProperty('Idempotency-Replayed');
        }
      }
      expect(body.paths['/api/v1/auth/login'].post.parameters).toBeUndefined();
    });
  },
);

describe.each(databaseTargets)(
  'a service whose first answers cannot be reached, on the %s PostgreSQL',
  (target) => {
    let service: E2eService;
    const broken = () => Promise.reject(new Error('away'));

    beforeAll(async () => {
      const away = overriding((wiring) =>
        wiring.replace(
          idempotencyTokens.store,
          () => ({ claim: broken, complete: broken, release: broken }),
          [],
        ),
      );
      service = await E2eService.start({ target, features: [away] });
    });
    afterAll(() => service?.stop());

    it('does nothing for a request with a key, and serves those without', async () => {
      const account = { email: 'anna@example.com', username: 'anna', password };
      const headers = { 'idempotency-key': randomUUID() };
      const { status } = await service.http.post('/api/v1/auth/register', account, { headers });
      expect(status).toBe(500);
      expect(await countOf(service.database, 'users WHERE username = $1', ['anna'])).toBe(0);
      expect((await service.http.post('/api/v1/auth/register', account)).status).toBe(201);
    });
  },
);
