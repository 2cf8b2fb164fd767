import type { RouteOptions } from 'fastify';
import { beforeAll, describe, expect, it } from 'vitest';
import { contributed } from '#composition/contributions.js';
import { builtInFeatures } from '#composition/features.js';
import { objectOf, uuid } from '#presentation/http/routing/json-schema.js';
import { ok, route } from '#presentation/http/routing/route.js';
import { IdParams } from '#presentation/http/v1/shared/id-params.js';
import { password, type SignedIn } from '#testing/e2e-service.js';
import { overriding } from '#testing/overriding.js';
import { Mailroom } from '../../support/mailroom.js';
import { onOneDatabase } from '../contract/support/gatehouse.js';
import { type Belongings, belongingsOf, everythingKept, tablesWith } from './support/stored.js';

type Schema = {
  readonly properties?: Readonly<Record<string, Property>>;
  readonly examples?: readonly object[];
};
type Property = { readonly type?: string; readonly format?: string; readonly examples?: readonly unknown[] };

/** Which properties of a part of a request are ids, or names of what a tenant has. */
function wanting(schema: unknown, kind: 'id' | 'name'): string[] {
  const properties = Object.entries((schema as Schema | undefined)?.properties ?? {});
  return properties
    .filter(([name, { format }]) =>
      kind === 'id' ? format === 'uuid' : ['name', 'roles'].includes(name) && format === undefined,
    )
    .map(([name]) => name);
}

/** Bodies are made of the examples of the DTO; of these there is one that is not made up. */
interface Walker extends SignedIn {
  readonly tenantId: string;
  readonly belongings: Belongings;
}

interface Call {
  readonly path: string;
  readonly body?: Record<string, unknown> | undefined;
  readonly headers?: Record<string, string>;
  /** What says no, where `404` with whatever code does not. */
  readonly refusals: readonly string[] | null;
}

const noTenant = ['404 TENANT_NOT_FOUND'];

/** For properties without an example. */
const anyOf: Readonly<Record<string, unknown>> = { string: 'Example', boolean: true, integer: 1, object: {} };

/** Properties whose examples would have to be configured. */
const configured = { audience: true };

/** A hole. */
const planted = {
  routes: () => [
    route({
      method: 'GET',
      url: '/api/v1/planted/:id',
      operationId: 'planted',
      tag: 'tenants',
      summary: 'Show what is whose ever',
      access: 'signed-in',
      params: IdParams,
      responses: { 200: { description: 'It.', schema: objectOf({ id: uuid }) } },
      handle: async ({ params: { id } }) => ok({ id }),
    }),
  ],
};

const everyWay = <T>(lists: readonly (readonly T[])[]): T[][] =>
  lists.reduce<T[][]>((ways, list) => ways.flatMap((way) => list.map((each) => [...way, each])), [[]]);

describe('the owner of a tenant, with the ids of another', () => {
  const post = new Mailroom();
  onOneDatabase(
    (service) => {
      let left: Walker;
      let right: Walker;
      let routes: readonly RouteOptions[];

      const send = async (method: string, path: string, body: object | undefined, { token }: SignedIn) => {
        const reply = await service().http.request(method, `/api/v1${path}`, {
          token,
          ...(body && { body }),
        });
        if (reply.status >= 300) throw new Error(`${method} ${path}: ${reply.status} ${reply.text}`);
        return reply.data;
      };

      /** With everything that a tenant can have. */
      async function furnished(name: string): Promise<Walker> {
        const owner = await service().verify(await service().person());
        const member = await service().verify(await service().person());
        const { id } = await send('POST', '/tenants', { name, metadata: { of: name } }, owner);
        await send('POST', `/tenants/${id}/roles`, { name: `${name}-editor`, permissions: [] }, owner);
        const { email } = member.user;
        const roles = [`${name}-editor`];
        await send('POST', `/tenants/${id}/invitations`, { email, roles }, owner);
        const token = post.token(email, 'invitation');
        await send('POST', '/invitations/accept', { token }, member);
        await send('POST', `/tenants/${id}/invitations`, { email: `${name}@example.org`, roles }, owner);
        for (const who of [owner, member]) {
          await send('POST', '/me/keys', { name: 'Laptop', permissions: [] }, who);
          await send('POST', '/me/mfa/totp', undefined, who);
        }
        const account = { name: `${name}-import`, permissions: [], tenantId: id };
        const program = await send('POST', '/service-accounts', account, owner);
        await send('POST', `/service-accounts/${program.id}/keys`, { name: 'CI' }, owner);
        const endpoint = { url: 'https://127.0.0.1/hook', types: ['tenant.deleted'], tenantId: id };
        const webhook = await send('POST', '/webhooks', endpoint, owner);
        await send('POST', `/webhooks/${webhook.id}/test`, undefined, owner);
        await post.deliver(service().service.container);
        const belongings = await belongingsOf(service().database.adminUrl, id);
        return { ...owner, tenantId: id, belongings };
      }

      beforeAll(async () => {
        left = await furnished('left');
        right = await furnished('right');
        const controllers = await service().service.container.get(contributed.controllers);
        const all = controllers.flatMap((controller) => controller.routes());
        routes = all.filter(({ url }) => !url.startsWith('/api/v1/planted'));
      });

      const nameOf = ({ method, url }: RouteOptions) => `${method} ${url}`;

      /** Every way of asking for this route with something of the other tenant in it. */
      function callsOf({ url, schema, config }: RouteOptions): Call[] {
        const { ids, names } = right.belongings;
        const isTenant = /^\/api\/v1\/tenants\/:id(\/|$)/.test(url);
        const params = [...url.matchAll(/:(\w+)/g)].map(([, name = '']) => name);
        const ownOf = (name: string) => (name === 'id' && isTenant ? left.tenantId : left.user.id);
        const candidates = params.map((name) => [
          ownOf(name),
          ...(wanting(schema?.params, 'id').includes(name)
            ? name === 'id' && isTenant
              ? [right.tenantId]
              : ids
            : names),
        ]);
        const body = exampleOf(schema?.body);
        const paths = everyWay(candidates).map((values) => ({
          values,
          path: url.replace(/:(\w+)/g, (_, name: string) => values[params.indexOf(name)] ?? ''),
        }));
        const own = params.map(ownOf);
        const inPath = paths
          .filter(({ values }) => values.some((value, index) => value !== own[index]))
          .map(({ values, path }) => {
            const isInOther = isTenant && values[params.indexOf('id')] === right.tenantId;
            return { path, body, refusals: isInOther ? noTenant : null };
          });
        const path = paths[0]?.path ?? url;
        const inQuery = wanting(schema?.querystring, 'id').flatMap((name) =>
          ids.map((id) => ({ path: `${path}?${name}=${id}`, refusals: null })),
        );
        const inBody = wanting(schema?.body, 'id').flatMap((name) =>
          ids.map((id) => ({ path, body: { ...body, [name]: id }, refusals: null })),
        );
        // Of the service's roles, nobody here may give any.
        const inRoles = (Array.isArray(body?.roles) ? names : []).map((name) => {
          const refusals = [isTenant ? '422 VALIDATION_ERROR' : '403 FORBIDDEN'];
          return { path, body: { ...body, roles: [name] }, refusals };
        });
        const headers = { 'x-tenant-id': right.tenantId };
        const inHeader =
          isTenant || config?.access === 'public' ? [] : [{ path, body, headers, refusals: noTenant }];
        return [...inPath, ...inQuery, ...inBody, ...inRoles, ...inHeader];
      }

      function exampleOf(schema: unknown): Record<string, unknown> | undefined {
        if (!schema) return undefined;
        const { properties = {}, examples } = schema as Schema;
        const given =
          examples?.[0] ??
          Object.fromEntries(
            Object.entries(properties).map(([name, { type = 'string', examples = [] }]) => [
              name,
              examples[0] ?? anyOf[type],
            ]),
          );
        const { refreshToken } = left;
        const own: Readonly<Record<string, unknown>> = { password, currentPassword: password, refreshToken };
        const entries = Object.entries(given).filter(([name]) => !(name in configured));
        return Object.fromEntries(
          entries.map(([name, value]) => [name, name in properties && name in own ? own[name] : value]),
        );
      }

      it('has them of everything that a tenant can have', async () => {
        const { adminUrl } = service().database;
        const tables = await tablesWith(adminUrl, 'tenant_id');
        const unfurnished = tables
          .map(({ name }) => name)
          .filter((name) => !right.belongings.tables.includes(name));
        // Of the whole service: a constraint keeps `tenant_id` null.
        expect(unfurnished).toEqual(['webhooks']);
        const declared = builtInFeatures.flatMap(({ tenantTables = [] }) => tenantTables);
        expect(declared.filter((table) => !right.belongings.tables.includes(table))).toEqual([]);
        expect(right.belongings.ids.length).toBeGreaterThan(8);
        expect(right.belongings.ids.filter((id) => left.belongings.ids.includes(id))).toEqual([]);
      });

      it('is what the owner of that one is not: shown it', async () => {
        const shown = routes.filter(
          ({ method, url }) => method === 'GET' && url.startsWith('/api/v1/tenants/:id'),
        );
        for (const { url } of shown) {
          const { status } = await service().http.get(url.replace(':id', right.tenantId), right);
          expect([url, status]).toEqual([url, 200]);
        }
        expect(shown.length).toBeGreaterThan(4);
      });

      /** @returns whatever is neither refused as it should be nor without consequences. */
      async function walk(routes: readonly RouteOptions[], token: string, refusedAnyway: readonly string[]) {
        const { adminUrl } = service().database;
        const surprises: unknown[] = [];
        const walked = new Map<string, number>();
        let before = await everythingKept(adminUrl);
        for (const route of routes) {
          const calls = callsOf(route);
          if (calls.length === 0) continue;
          const name = nameOf(route);
          walked.set(name, calls.length);
          for (const { path, body, headers = {}, refusals } of calls) {
            const options = { token, headers, ...(body && { body }) };
            const { status, code } = await service().http.request(String(route.method), path, options);
            const outcome = `${status} ${code}`;
            const isRefused = refusals === null ? status === 404 : refusals.includes(outcome);
            if (isRefused || [...refusedAnyway, ...refusalsOf(route)].includes(outcome)) continue;
            surprises.push({ name, path, body, outcome });
          }
          const after = await everythingKept(adminUrl);
          const changed = [...after].filter(([table, rows]) => rows !== before.get(table));
          if (changed.length > 0) surprises.push({ name, changed: changed.map(([table]) => table) });
          before = after;
        }
        return { surprises, walked };
      }

      it('gets nowhere by any route, and changes nothing', { timeout: 180_000 }, async () => {
        const { surprises, walked } = await walk(routes, left.token, []);
        expect(surprises).toEqual([]);
        const aboutTenants = routes.map(nameOf).filter((name) => name.includes('/api/v1/tenants/:id'));
        expect(aboutTenants.filter((name) => !walked.has(name))).toEqual([]);
        expect(walked.get('POST /api/v1/auth/refresh')).toBe(right.belongings.ids.length);
        expect(walked.size).toBeGreaterThan(50);
      });

      it('gets nowhere with a key either', { timeout: 180_000 }, async () => {
        const wanted = { name: 'Walk', permissions: [] };
        const { key } = await send('POST', '/me/keys', wanted, left);
        const { surprises } = await walk(routes, key, ['403 FORBIDDEN', '401 STEP_UP_REQUIRED']);
        expect(surprises).toEqual([]);
      });

      it('would be found out, if a route showed or changed something', async () => {
        const { surprises } = await walk(planted.routes(), left.token, []);
        expect(surprises).toContainEqual(
          expect.objectContaining({ path: `/api/v1/planted/${right.tenantId}`, outcome: '200 undefined' }),
        );
        const { adminUrl } = service().database;
        const before = await everythingKept(adminUrl);
        await send('PATCH', `/tenants/${right.tenantId}`, { metadata: { of: 'planted' } }, right);
        const after = await everythingKept(adminUrl);
        const changed = [...after].filter(([table, rows]) => rows !== before.get(table));
        expect(changed.map(([table]) => table)).toEqual(['tenants']);
      });
    },
    () => ({
      env: {
        PASSWORDLESS: 'true',
        JOBS_ENABLED: 'false',
        WEBHOOK_ALLOW_PRIVATE: 'true',
        WEBHOOKS_ENABLED: 'false',
        RATE_LIMIT_TENANTS: '0',
        RATE_LIMIT_INVITATIONS: '0',
      },
      features: [
        post.feature,
        overriding((wiring) => wiring.contribute('controller', 'planted', () => planted, [])),
      ],
    }),
  );
});

/** That it needs a permission of the service, which includes what is unknown, or a credential that one has not. */
function refusalsOf({ config }: RouteOptions): readonly string[] {
  const { permission = '' } = config ?? {};
  const isOfService = /^[a-z_]+:[a-z-]+/.test(permission) && !/ in (the|a) tenant/.test(permission);
  return isOfService || permission === 'a key' ? ['403 FORBIDDEN'] : [];
}
