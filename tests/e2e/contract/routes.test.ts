import { describe, expect, it } from 'vitest';
import type { E2eService } from '#testing/e2e-service.js';
import { answeringRoutes, declaredRoutes } from '../../support/routes.js';
import { isOfContract } from './support/contract-features.js';
import { contractRoutes } from './support/contract-routes.js';
import { onEveryDatabase } from './support/gatehouse.js';

const promised = contractRoutes.map(({ method, path }) => `${method} ${path}`).sort();

/** Those of features of which the contract does not tell. */
async function routesBeside(service: E2eService): Promise<ReadonlySet<string>> {
  const routes = [...(await declaredRoutes(service)).values()];
  const beside = routes.filter(({ config }) => !isOfContract({ name: config?.feature ?? 'http' }));
  return new Set(beside.flatMap(({ method, url }) => [`${method} ${url}`, `HEAD ${url}`]));
}

describe('the list of routes', () => {
  onEveryDatabase((service) => {
    it('is that of the contract, with the HEAD of each GET and the parts of the documentation page', async () => {
      const registered = await answeringRoutes(service());
      const isPartOfDocs = (route: string) => / \/docs(\/|\*)/.test(route);
      const beside = await routesBeside(service());
      const answering = registered.filter((route) => !isPartOfDocs(route) && !beside.has(route));
      const heads = answering.filter((route) => route.startsWith('HEAD '));
      expect(answering.filter((route) => !route.startsWith('HEAD ')).sort()).toEqual(promised);
      expect(heads.sort()).toEqual(
        promised.filter((route) => route.startsWith('GET ')).map((route) => route.replace('GET', 'HEAD')),
      );
    });

    it('is that of the OpenAPI document', async () => {
      const { body } = await service().http.get('/openapi.json');
      const documented = Object.entries<object>(body.paths).flatMap(([path, operations]) =>
        Object.keys(operations).map(
          (method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`,
        ),
      );
      const isAboutItself = (route: string) => ['GET /openapi.json', 'GET /docs'].includes(route);
      const beside = await routesBeside(service());
      expect(documented.filter((route) => !beside.has(route)).sort()).toEqual(
        promised.filter((route) => !isAboutItself(route)),
      );
    });

    it.each([
      ['PUT /api/v1/me', 405],
      ['POST /api/v1/me', 405],
      ['DELETE /api/v1/users', 405],
      ['GET /api/v1/auth/login', 405],
      ['OPTIONS /api/v1/me', 405],
      ['GET /api/v2/me', 404],
    ])('has no %s: %i', async (route, expected) => {
      const [method = '', path = ''] = route.split(' ');
      const { token } = await service().root();
      const { status, code } = await service().http.request(method, path, { token });
      expect([status, code]).toEqual([expected, expected === 404 ? 'NOT_FOUND' : 'METHOD_NOT_ALLOWED']);
    });
  });
});
