import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { E2eService, type SignedIn } from '#testing/e2e-service.js';
import type { RequestOptions } from '#testing/http-client.js';
import { countedHashing } from './support/counting-hasher.js';

interface BodyRoute {
  readonly method: string;
  readonly path: string;
  readonly fields: Record<string, { type?: string | readonly string[] }>;
  readonly required: readonly string[];
}

const hashing = countedHashing();

describe('bodies that are made to hurt', () => {
  let service: E2eService;
  let root: SignedIn;
  let routes: readonly BodyRoute[];

  beforeAll(async () => {
    service = await E2eService.start({ features: [hashing.feature] });
    root = await service.root();
    routes = bodyRoutes((await service.http.get('/openapi.json')).body, root.user.id);
    hashing.asked.splice(0);
  });

  afterAll(() => service?.stop());

  const send = ({ method, path }: BodyRoute, options: RequestOptions) =>
    service.http.request(method, path, {
      token: root.token,
      headers: { 'content-type': 'application/json' },
      ...options,
    });
  const serviceIsWell = async () =>
    expect((await service.http.get('/api/v1/me', { token: root.token })).status).toBe(200);
  /** A field takes this value, the others are as they should be. */
  const withField = (route: BodyRoute, name: string, value: unknown) => ({
    ...Object.fromEntries(Object.keys(route.fields).map((field) => [field, goodValues[field]])),
    [name]: value,
  });

  it('there are routes to attack', () => {
    expect(routes.length).toBeGreaterThan(7);
  });

  it.each([9, 100, 5_000, 32_000, 200_000])(
    'INP-06: %i levels are refused on every route',
    async (levels) => {
      const arrays = '['.repeat(levels) + ']'.repeat(levels);
      const objects = `${'{"a":'.repeat(levels / 5)}1${'}'.repeat(levels / 5)}`;
      for (const route of routes) {
        const [field] = Object.keys(route.fields);
        for (const rawBody of [`{"${field}":${arrays}}`, `{"x":${objects}}`, arrays, '['.repeat(levels)]) {
          const { status } = await send(route, { rawBody });
          expect([400, 413, 422], `${route.method} ${route.path}`).toContain(status);
        }
      }
      await serviceIsWell();
    },
  );

  it('INP-07: many keys, elements or bytes are refused before they are worked on', async () => {
    const keys = (count: number) =>
      JSON.stringify(Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, index])));
    for (const route of routes) {
      expect((await send(route, { rawBody: keys(50_000) })).status).toBe(413);
      expect((await send(route, { rawBody: JSON.stringify(Array(100_000).fill(0)) })).status).toBe(413);
      const { status, body } = await send(route, { rawBody: keys(4_000) });
      expect(status).toBe(422);
      expect(body.error.details.length).toBeLessThanOrEqual(20);
      const [field = ''] = Object.keys(route.fields);
      const wide = withField(route, field, Array(20_000).fill(0));
      expect((await send(route, { body: wide })).status).toBe(422);
    }
    await serviceIsWell();
  });

  it('INP-10: NUL is refused in every string, wherever it is sent', async () => {
    for (const route of routes) {
      for (const field of Object.keys(route.fields)) {
        for (const value of ['a\0b', '\0', ['\0'], { '\0': '\0' }]) {
          const answer = await send(route, { body: withField(route, field, value) });
          expect(answer, `${route.method} ${route.path} ${field}`).toMatchObject({ status: 422 });
          expect(answer.text).not.toContain('\\u0000');
        }
      }
    }
    const { token } = root;
    for (const query of [
      'search=%00',
      'emailDomain=a%00b.example',
      'cursor=%00',
      'role=%00',
      'sort=%00',
      '%00=1',
    ]) {
      expect((await service.http.get(`/api/v1/users?${query}`, { token })).status, query).toBe(422);
    }
    for (const query of ['action=%00', 'target=%00', 'cursor=%00', 'from=%00']) {
      expect((await service.http.get(`/api/v1/audit?${query}`, { token })).status, query).toBe(422);
    }
    expect((await service.http.get(`/api/v1/users/${root.user.id}%00`, { token })).status).toBe(422);
  });

  it('INP-13: operators instead of values are refused, and nothing is looked up', async () => {
    const operators: readonly unknown[] = [
      { _type: 'raw', _value: '1=1', _useParameter: false },
      { '@instanceof': 'FindOperator', _type: 'like', _value: '%' },
      { $ne: '' },
      { $gt: '' },
      { toString: 'x' },
      ['a@b.example'],
      true,
      1,
      null,
    ];
    for (const route of routes) {
      for (const [field, { type }] of Object.entries(route.fields)) {
        for (const value of operators) {
          if (type === 'boolean' && value === true) continue;
          if (type === 'array' && Array.isArray(value)) continue;
          if (type === 'object' && typeof value === 'object' && !Array.isArray(value) && value !== null)
            continue;
          if (Array.isArray(type) && value === null) continue;
          const answer = await send(route, { body: withField(route, field, value) });
          expect(answer, `${route.path} ${field} ${JSON.stringify(value)}`).toMatchObject({ status: 422 });
        }
      }
    }
    expect(hashing.asked).toEqual([]);
  });

  it('INP-13: prototypes are not polluted', async () => {
    for (const route of routes) {
      for (const rawBody of [
        '{"__proto__":{"polluted":true}}',
        '{"constructor":{"prototype":{"polluted":true}}}',
        '{"email":{"__proto__":{"polluted":true}}}',
        '{"roles":[{"constructor":{"prototype":{"polluted":true}}}]}',
      ]) {
        expect([400, 422]).toContain((await send(route, { rawBody })).status);
      }
    }
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it('INP-14: what is left out, null or undefined finds nobody', async () => {
    for (const route of routes.filter(({ method }) => method !== 'PATCH')) {
      // Where everything may be left out, nothing is enough.
      const empty = route.required.length > 0 ? ['{}', 'null'] : [];
      for (const rawBody of [...empty, '[]', '""', '0', 'false']) {
        expect((await send(route, { rawBody })).status, `${route.path} ${rawBody}`).toBe(422);
      }
      for (const field of Object.keys(route.fields)) {
        if (!route.required.includes(field)) continue;
        const body = withField(route, field, undefined);
        expect((await send(route, { body })).status, `${route.path} without ${field}`).toBe(422);
      }
    }
    const { token } = root;
    for (const path of [
      '/api/v1/users/undefined',
      '/api/v1/users/null',
      '/api/v1/users/%20',
      '/api/v1/users/',
    ]) {
      expect([404, 422]).toContain((await service.http.get(path, { token })).status);
      expect([404, 422]).toContain((await service.http.delete(path, { token })).status);
    }
    await serviceIsWell();
  });

  it('RST-10: a token or password of another type equals none', async () => {
    for (const value of [true, false, 0, 1, null, [], {}, [root.refreshToken], { $ne: 1 }, 123456]) {
      const answers = [
        await service.http.post('/api/v1/auth/refresh', { refreshToken: value }),
        await service.http.post('/api/v1/auth/login', { email: root.user.email, password: value }),
      ];
      for (const answer of answers) expect(answer).toMatchObject({ status: 422, code: 'VALIDATION_ERROR' });
    }
  });
});

const goodValues: Record<string, unknown> = {
  email: 'somebody@example.com',
  username: 'somebody',
  password: 'a long enough phrase',
  currentPassword: 'a wrong password',
  newPassword: 'another good phrase',
  refreshToken: 'ghr_none',
  roles: ['user'],
  isActive: true,
  displayName: 'Somebody',
  locale: 'de',
  metadata: {},
};

// biome-ignore lint/suspicious/noExplicitAny: a document.
function bodyRoutes(document: any, id: string): readonly BodyRoute[] {
  return Object.entries<Record<string, never>>(document.paths).flatMap(([path, operations]) =>
    Object.entries<{ requestBody?: { content: Record<string, { schema: { $ref: string } }> } }>(
      operations,
    ).flatMap(([method, { requestBody }]) => {
      if (requestBody === undefined) return [];
      const name = requestBody.content['application/json']?.schema.$ref.split('/').at(-1) as string;
      const { properties, required = [] } = document.components.schemas[name];
      return [{ method: method.toUpperCase(), path: path.replace('{id}', id), fields: properties, required }];
    }),
  );
}
