import type { RouteOptions } from 'fastify';
import { contributed } from '#composition/contributions.js';
import { platform } from '#composition/platform/platform.tokens.js';
import type { E2eService } from '#testing/e2e-service.js';

/** What the tree that Fastify prints says: each level is four columns wide. */
export function parseRoutes(tree: string): string[] {
  const trail: string[] = [];
  return tree.split('\n').flatMap((line) => {
    const [, indent = '', segment = '', methods] = /^([│ ]*[├└]── )(\S+)(?: \((.+)\))?$/.exec(line) ?? [];
    if (segment === '') return [];
    const depth = indent.length / 4 - 1;
    trail.splice(depth, trail.length, segment);
    return (methods?.split(', ') ?? []).map((method) => `${method} ${trail.join('')}`);
  });
}

/** All that the running app answers to, whoever has registered it: `GET /api/v1/me`. */
export async function answeringRoutes({ service }: E2eService): Promise<string[]> {
  const app = await service.container.get(platform.app);
  return parseRoutes(app.printRoutes({ commonPrefix: false }));
}

/** Those of controllers, with what they declare. */
export async function declaredRoutes({ service }: E2eService): Promise<ReadonlyMap<string, RouteOptions>> {
  const controllers = await service.container.get(contributed.controllers);
  const routes = controllers.flatMap((controller) => controller.routes());
  return new Map(routes.map((route) => [`${route.method} ${route.url}`, route]));
}
