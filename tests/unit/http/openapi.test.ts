import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { RouteOptions } from 'fastify';
import { beforeAll, describe, expect, it } from 'vitest';
import { loginLocked } from '#domain/auth/errors.js';
import { createApp } from '#presentation/http/create-app.js';
import { referTo } from '#presentation/http/openapi/components.js';
import { named } from '#presentation/http/routing/json-schema.js';
import { noContent, route } from '#presentation/http/routing/route.js';
import { NoBody } from '#presentation/http/validation/dto.js';
import { options, signedIn, TestApp } from './support/app.js';

interface Parameter {
  readonly in: string;
  readonly name: string;
  readonly schema: Record<string, unknown>;
}
interface Answer {
  readonly content?: Record<
    string,
    { readonly schema: object; readonly examples?: Record<string, { value: object }> }
  >;
  readonly headers: Record<string, { $ref: string }>;
}
interface Operation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly security: readonly object[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { content: Record<string, { schema: { $ref: string } }> };
  readonly responses: Record<string, Answer>;
}
interface Document {
  readonly openapi: string;
  readonly info: { readonly version: string };
  readonly tags: readonly { readonly name: string }[];
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { readonly schemas: Record<string, SchemaObject>; readonly headers: object };
}
interface SchemaObject {
  readonly properties: Record<string, Record<string, unknown>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean;
}

const test = new TestApp();
const ajv = new Ajv2020({ strict: true, allowUnionTypes: true });
let document: Document;
let routes: readonly RouteOptions[];

/** Not limited itself, but by a lock. */
const lockable = route({
  method: 'GET',
  url: '/lockable',
  operationId: 'lockable',
  tag: 'auth',
  summary: 'Is locked',
  access: 'public',
  responses: { 204: { description: 'Is not.' } },
  errors: [loginLocked],
  handle: () => noContent(),
});

addFormats.default(ajv);
ajv.addFormat('password', true);

beforeAll(async () => {
  const dependencies = test.dependencies({
    options: { ...options, isDocsEnabled: true },
    controllers: [...test.dependencies().controllers, { routes: () => [lockable] }],
  });
  test.app = await createApp(dependencies);
  routes = dependencies.controllers.flatMap((controller) => controller.routes());
  document = (await test.app.inject('/openapi.json')).json();
  ajv.addSchema({ $id: 'api', $defs: resolvable(document.components.schemas) });
  return () => test.app.close();
});

function operationOf({ url, method }: RouteOptions): Operation {
  const operation = document.paths[url.replace(/:(\w+)/g, '{$1}')]?.[String(method).toLowerCase()];
  if (operation === undefined) throw new Error(`${method} ${url} is not documented`);
  return operation;
}

function operations(): readonly (readonly [string, Operation])[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => [`${method} ${path}`, operation] as const),
  );
}

const resolvable = (schema: object) =>
  JSON.parse(JSON.stringify(schema).replaceAll('"#/components/schemas/', '"api#/$defs/')) as object;

describe('the OpenAPI document', () => {
  it('is 3.1, with the routes that exist and no others', () => {
    expect(document.openapi).toBe('3.1.0');
    const documented = operations().map(([, { operationId }]) => operationId);
    expect(documented.toSorted()).toEqual(routes.map(({ schema }) => schema?.operationId).toSorted());
    expect(new Set(documented).size).toBe(documented.length);
    for (const [name] of operations()) {
      const [method = '', path = ''] = name.split(' ');
      expect(
        test.app.hasRoute({ method: method.toUpperCase(), url: path.replace(/\{(\w+)\}/g, ':$1') }),
      ).toBe(true);
    }
  });

  it('describes each route as it is', () => {
    const tags = document.tags.map(({ name }) => name);
    for (const { config, schema = {}, ...where } of routes) {
      const operation = operationOf({ ...where });
      expect(operation.summary).toBe(schema.summary);
      expect(tags).toContain(operation.tags[0]);
      expect(operation.security).toEqual(config?.access === 'public' ? [] : [{ bearer: [] }]);
      const takesBody = schema.body !== undefined && (schema.body as { $id: string }).$id !== NoBody.name;
      expect(operation.requestBody !== undefined).toBe(takesBody);
      expect(Object.keys(operation.responses)).toEqual(
        expect.arrayContaining(Object.keys(config?.answers?.successes ?? {})),
      );
    }
  });

  it('has well-formed schemas throughout', () => {
    for (const [name, schema] of Object.entries(document.components.schemas)) {
      expect([name, ajv.validateSchema(schema)]).toEqual([name, true]);
      ajv.compile(resolvable({ $ref: `#/components/schemas/${name}` }));
    }
    for (const [, { parameters = [], responses }] of operations()) {
      for (const { schema } of parameters) ajv.compile(schema);
      for (const { content = {} } of Object.values(responses)) {
        for (const { schema } of Object.values(content)) ajv.compile(resolvable(schema));
      }
    }
  });

  it('resolves every reference', () => {
    for (const [, reference] of JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)) {
      const target = reference
        ?.split('/')
        .reduce<unknown>((node, key) => (node as Record<string, unknown>)?.[key], document);
      expect([reference, target !== undefined]).toEqual([reference, true]);
    }
  });

  it('bounds every text that a client sends (ASVS 2.1.1)', () => {
    const requests = operations().flatMap(([, { requestBody }]) => Object.values(requestBody?.content ?? {}));
    for (const { schema } of requests) {
      const name = schema.$ref.split('/').at(-1) as string;
      const { properties, additionalProperties } = document.components.schemas[name] as SchemaObject;
      expect(additionalProperties).toBe(false);
      for (const [property, { type, ...bounds }] of Object.entries(properties)) {
        const { maxLength, maxItems, maxProperties } = bounds;
        const isBounded = type === 'boolean' || (maxLength ?? maxItems ?? maxProperties) !== undefined;
        expect([name, property, isBounded]).toEqual([name, property, true]);
      }
    }
    for (const [operation, { parameters = [] }] of operations()) {
      for (const { in: place, name, schema } of parameters) {
        const keys = ['maxLength', 'maximum', 'enum', 'anyOf', 'format'];
        const isBounded =
          place === 'header' || schema.type === 'boolean' || keys.some((key) => key in schema);
        expect([operation, name, isBounded]).toEqual([operation, name, true]);
      }
    }
  });

  it('gives each error in both shapes, with an example that fits its schema', () => {
    const validate = ajv.compile(resolvable({ $ref: '#/components/schemas/Failure' }));
    for (const [, { responses }] of operations()) {
      for (const [status, { content = {}, headers }] of Object.entries(responses)) {
        expect(headers).toHaveProperty('X-Request-Id');
        if (Number(status) < 400) continue;
        expect(Object.keys(content)).toEqual(['application/json', 'application/problem+json']);
        for (const { value } of Object.values(content['application/json']?.examples ?? {})) {
          expect(validate(value)).toBe(true);
        }
      }
    }
  });

  it('documents the headers', () => {
    const login = document.paths['/api/v1/auth/login']?.post as Operation;
    expect(Object.keys(login.responses['429']?.headers ?? {})).toEqual([
      'X-Request-Id',
      'Retry-After',
      'RateLimit',
      'RateLimit-Policy',
    ]);
    const logout = document.paths['/api/v1/auth/logout']?.post as Operation;
    expect(Object.keys(logout.responses['429']?.headers ?? {})).toContain('RateLimit');
    expect(operationOf(lockable).responses['429']?.headers).toHaveProperty('RateLimit');
    expect(operationOf(lockable).responses['204']?.headers).not.toHaveProperty('RateLimit');
    const register = document.paths['/api/v1/auth/register']?.post as Operation;
    expect(Object.keys(register.responses['201']?.headers ?? {})).toEqual(
      expect.arrayContaining(['ETag', 'Location']),
    );
    const patch = document.paths['/api/v1/users/{id}']?.patch as Operation;
    expect(patch.parameters?.map(({ name }) => name)).toEqual(['id', 'If-Match']);
  });

  it('describes what is really answered', async () => {
    const answers = [
      ['GET', '/api/v1/me', '/api/v1/me', 200],
      ['GET', '/api/v1/users', '/api/v1/users', 200],
      ['GET', '/api/v1/users?limit=5', '/api/v1/users', 200],
      ['GET', '/api/v1/me/sessions', '/api/v1/me/sessions', 200],
      ['GET', '/api/v1/roles', '/api/v1/roles', 200],
      ['GET', '/api/v1/audit', '/api/v1/audit', 200],
      ['GET', '/health/ready', '/health/ready', 200],
      ['GET', '/.well-known/jwks.json', '/.well-known/jwks.json', 200],
      ['PATCH', '/api/v1/me', '/api/v1/me', 422],
    ] as const;
    for (const [method, url, path, status] of answers) {
      test.useCases.listUsers.answer = () =>
        url.includes('limit')
          ? { kind: 'cursor', items: [], nextCursor: null }
          : { kind: 'page', items: [], totalCount: 0 };
      const response = await test.app.inject({ method, url, headers: signedIn });
      expect(response.statusCode).toBe(status);
      const answer = document.paths[path]?.[method.toLowerCase()]?.responses[status];
      const validate = ajv.compile(resolvable(answer?.content?.['application/json']?.schema ?? {}));
      expect([url, validate(response.json()), validate.errors]).toEqual([url, true, null]);
    }
  });

  it('has the tags that features contribute, in their order', () => {
    expect(document.tags).toEqual(test.dependencies().tags);
  });

  it('does not take two schemas for one', () => {
    const schemas = {};
    referTo(named('Thing', { type: 'string' }), schemas);
    referTo(named('Thing', { type: 'string' }), schemas);
    expect(() => referTo(named('Thing', { type: 'integer' }), schemas)).toThrow(
      'Two schemas are named Thing',
    );
  });

  it('has the version of the contract, not of the software', () => {
    expect(document.info.version).toBe('1.0.0');
  });
});
