import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { E2eService } from '#testing/e2e-service.js';

interface Schema {
  readonly properties?: Readonly<Record<string, { examples?: unknown[]; enum?: unknown[]; type?: unknown }>>;
  readonly required?: readonly string[];
  readonly examples?: readonly object[];
}

interface Operation {
  readonly parameters?: readonly {
    readonly in: string;
    readonly name: string;
    readonly example?: unknown;
    readonly schema: { readonly examples?: readonly unknown[]; readonly default?: unknown };
  }[];
}

describe('the documentation', () => {
  let service: E2eService;
  beforeAll(async () => {
    service = await E2eService.start({ env: { STORAGE: 'memory', PASSWORDLESS: 'true' } });
  });
  afterAll(() => service?.stop());

  it('has an example of the body of each route: a whole one, or one for each property', async () => {
    const { body: document } = await service.http.get('/openapi.json');
    const without: string[] = [];
    for (const [path, operations] of Object.entries<object>(document.paths)) {
      for (const [method, { requestBody }] of Object.entries(operations)) {
        const name = requestBody?.content?.['application/json']?.schema?.$ref?.split('/').at(-1);
        if (name === undefined) continue;
        const { properties = {}, required = [], examples = [] } = document.components.schemas[name] as Schema;
        const isWhole = examples.some((example) => required.every((property) => property in example));
        const isNamed = Object.values(properties).every(
          (property) =>
            property.examples !== undefined || property.enum !== undefined || property.type === 'boolean',
        );
        if (!isWhole && !isNamed) without.push(`${method} ${path}`);
        for (const example of examples)
          expect(Object.keys(properties)).toEqual(expect.arrayContaining(Object.keys(example)));
      }
    }
    expect(without).toEqual([]);
  });

  it('has one with which one can sign in', async () => {
    const { body: document } = await service.http.get('/openapi.json');
    const { properties } = document.components.schemas.RegisterDto as Schema;
    const account = Object.fromEntries(
      Object.entries(properties ?? {}).map(([name, { examples }]) => [name, examples?.[0]]),
    );
    expect((await service.http.post('/api/v1/auth/register', account)).status).toBe(201);
    const [example] = (document.components.schemas.LogInDto as Schema).examples ?? [];
    expect((await service.http.post('/api/v1/auth/login', example)).status).toBe(200);
  });

  it('fills in nothing with which a list is refused', async () => {
    const { token } = await service.root();
    const { body: document } = await service.http.get('/openapi.json');
    const refused: string[] = [];
    for (const [path, { get }] of Object.entries<{ get?: Operation }>(document.paths)) {
      if (get === undefined || path.includes('{') || path.endsWith('/stream')) continue;
      const filled = (get.parameters ?? []).flatMap(({ in: place, name, example, schema }) => {
        const value = example ?? schema.examples?.[0] ?? schema.default;
        return value === undefined ? [] : [{ place, name, value: String(value) }];
      });
      const query = new URLSearchParams(
        filled.filter(({ place }) => place === 'query').map(({ name, value }) => [name, value]),
      );
      const headers = Object.fromEntries(
        filled.filter(({ place }) => place === 'header').map(({ name, value }) => [name, value]),
      );
      const { status } = await service.http.get(`${path}?${query}`, { token, headers });
      if (status !== 200) refused.push(`${path}?${query}: ${status}`);
    }
    expect(refused).toEqual([]);
  });
});
