import { beforeAll, describe, expect, it } from 'vitest';
import { fieldsOf } from '#presentation/http/openapi/field-access.js';
import type { JsonSchema } from '#presentation/http/routing/json-schema.js';
import { Mailroom } from '../../support/mailroom.js';
import { answeringRoutes, declaredRoutes } from '../../support/routes.js';
import { onOneDatabase } from '../contract/support/gatehouse.js';
import { Cast, names, nobodys, type Principal } from './matrix/cast.js';
import { readers } from './matrix/readers.js';
import { noTenant } from './matrix/rules.js';
import { defaults, type Row, type Scene, stated } from './matrix/stated.js';

/** `GET /api/v1/users/:id` of the row `GET /api/v1/users/:id (oneself)`. */
const routeOf = (name: string) => name.replace(/ \(.+\)$/, '');
const isStated = (route: string) => Object.keys(stated).some((name) => routeOf(name) === route);

function pathOf(route: string, row: Row, scene: Scene): string {
  const pattern = route.slice(route.indexOf(' ') + 1);
  const [beginning] = Object.keys(defaults)
    .filter((each) => pattern === each || pattern.startsWith(`${each}/`))
    .sort((left, right) => right.length - left.length);
  const params = { ...defaults[beginning ?? '']?.(scene), ...row.params?.(scene) };
  const path = pattern.replace(/:(\w+)/g, (_, name: string) => params[name] ?? nobodys);
  return row.query === undefined ? path : `${path}?${row.query}`;
}

const env = {
  WEBHOOK_ALLOW_PRIVATE: 'true',
  PASSWORDLESS: 'true',
  MAX_TENANTS_PER_USER: '1000',
  MAX_MEMBERS: '1000',
  WEBHOOKS_MAX: '1000',
  MAILS_PER_MAILBOX_AND_HOUR: '1000',
  RATE_LIMIT_TENANTS: '0',
  RATE_LIMIT_INVITATIONS: '0',
};

describe('every route', () => {
  const post = new Mailroom();
  onOneDatabase(
    (service) => {
      let cast: Cast;
      beforeAll(() => {
        cast = new Cast(service(), post);
      });

      async function answerOf(name: string, row: Row, principal: Principal, headers = {}) {
        const [actor, { user }] = [await cast.actor(principal), await cast.other()];
        const [tenant, machinery] = [await cast.tenant(), await cast.machinery()];
        const scene = { actor, other: user, tenant, ...machinery, name: cast.newName() };
        const route = routeOf(name);
        const method = route.slice(0, route.indexOf(' '));
        const { token } = actor;
        const sent = { method, path: pathOf(route, row, scene), token, body: row.body?.(scene), headers };
        const answer = await ask(service().http.baseUrl, sent);
        const isSpent = row.spends !== undefined && answer.status < 300;
        if (isSpent) cast.spent(row.spends === 'other' ? 'other' : principal);
        return answer;
      }
      async function outcomeOf(...asked: Parameters<typeof answerOf>): Promise<string> {
        const { status, code } = await answerOf(...asked);
        return code === undefined ? String(status) : `${status} ${code}`;
      }

      it('is stated, and nothing else is', async () => {
        const answering = (await answeringRoutes(service())).filter((route) => !route.startsWith('HEAD '));
        expect(answering.filter((route) => !isStated(route))).toEqual([]);
        expect(Object.keys(stated).filter((name) => !answering.includes(routeOf(name)))).toEqual([]);
      });

      it('declares what the matrix states', async () => {
        const declared = await declaredRoutes(service());
        for (const [name, { rule }] of Object.entries(stated)) {
          const config = declared.get(name)?.config;
          if (config === undefined) continue;
          const { access, permission, isFresh } = config;
          expect([name, access, permission, isFresh]).toEqual([
            name,
            rule.access,
            rule.permission,
            rule.isFresh,
          ]);
        }
      });

      it('has somebody who is refused for each thing that a route demands', () => {
        for (const [name, { rule }] of Object.entries(stated)) {
          const refusals = names.map((principal) => rule.refusalOf(principal));
          expect([name, refusals.includes('401 STEP_UP_REQUIRED')]).toEqual([name, rule.isFresh === true]);
          const isClosed = refusals.some((refusal) => refusal === '403 FORBIDDEN' || refusal === noTenant);
          expect([name, isClosed]).toEqual([name, rule.access === 'signed-in']);
        }
      });

      it.each(Object.keys(stated))('%s lets in whom it should, and nobody else', async (name) => {
        const row = stated[name] as Row;
        const expected = names.map((principal) => [
          principal,
          row.except?.[principal] ?? row.rule.refusalOf(principal) ?? row.answer,
        ]);
        const observed: [string, string][] = [];
        for (const principal of names) observed.push([principal, await outcomeOf(name, row, principal)]);
        expect(Object.fromEntries(observed)).toEqual(Object.fromEntries(expected));
      });

      it('shows fields to those who read them, all of these and no others', {
        timeout: 180_000,
      }, async () => {
        const declared = await declaredRoutes(service());
        const shown = new Map<string, Set<Principal>>();
        // First whatever makes something.
        const rows = Object.entries(stated).sort(([one], [other]) => (one < other ? 1 : -1));
        for (const [name, row] of rows) {
          if (!name.includes(' /api/') || row.answer.length > 3 || row.spends !== undefined) continue;
          for (const principal of names) {
            const { status, data } = await answerOf(name, row, principal);
            const schema = declared.get(routeOf(name))?.config?.answers?.successes[status as 200]?.schema;
            if (status >= 300 || schema === undefined || data === undefined) continue;
            const faults = faultsOf(data, schema, (resource) => {
              shown.set(resource, (shown.get(resource) ?? new Set()).add(principal));
            });
            expect([name, principal, faults]).toEqual([name, principal, []]);
          }
        }
        const resources = fieldsOf([...declared.values()]).map(({ resource }) => resource);
        const told = resources.map((resource) => [
          resource,
          names.filter((name) => shown.get(resource)?.has(name)),
        ]);
        expect(Object.fromEntries(told)).toEqual(readers);
      });

      it('is out of reach in the name of a tenant that one is not in', { timeout: 180_000 }, async () => {
        const headers = { 'x-tenant-id': (await cast.tenant()).id };
        const asked = Object.entries(stated).filter(([, { rule }]) => rule.access === 'signed-in');
        for (const [name, row] of asked) {
          for (const principal of ['user', 'neighbour', 'admin', 'program', 'idleProgram'] as const) {
            const outcome = await outcomeOf(name, row, principal, headers);
            expect([name, principal, outcome]).toEqual([name, principal, noTenant]);
          }
        }
        expect(asked.length).toBeGreaterThan(50);
      });
    },
    () => ({ env, features: [post.feature] }),
  );
});

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly token: string | undefined;
  readonly body: object | undefined;
  readonly headers: Readonly<Record<string, string>>;
}

/** Breaks off what does not end by itself. */
async function ask(baseUrl: string, { method, path, token, body, headers: more }: Sent) {
  const ending = new AbortController();
  const headers = {
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
    ...(body && { 'content-type': 'application/json' }),
    ...more,
  };
  const sent = { method, headers, redirect: 'manual', signal: ending.signal } as const;
  const answer = await fetch(baseUrl + path, {
    ...sent,
    body: body === undefined ? null : JSON.stringify(body),
  });
  const type = answer.headers.get('content-type') ?? '';
  const { status } = answer;
  if (type.startsWith('text/event-stream')) {
    ending.abort();
    return { status, code: undefined, data: undefined };
  }
  const text = await answer.text();
  const parsed = type.includes('json') ? JSON.parse(text) : undefined;
  const code: string | undefined = status >= 400 ? parsed?.error?.code : undefined;
  return { status, code, data: parsed?.data as unknown };
}

type Shape = {
  readonly $id?: string;
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: unknown;
};

/** What is in an answer that its schema has not, or the other way round. @param note is told which resources are in it. */
function faultsOf(data: unknown, schema: JsonSchema, note: (resource: string) => void): string[] {
  const { $id, items, properties, required = [], additionalProperties: isOpen } = schema as Shape;
  if (Array.isArray(data))
    return items === undefined ? [] : data.flatMap((each) => faultsOf(each, items, note));
  if (data === null || typeof data !== 'object' || properties === undefined) return [];
  if ($id !== undefined) note($id);
  const names = Object.keys(data);
  const inner = Object.entries(data).flatMap(([name, value]) => {
    const property = properties[name];
    if (property !== undefined) return faultsOf(value, property, note);
    return isOpen === true ? [] : [`${name} is shown`];
  });
  return [
    ...inner,
    ...required.filter((name) => !names.includes(name)).map((name) => `${name} is not shown`),
  ];
}
