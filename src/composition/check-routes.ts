import type { RouteOptions } from 'fastify';
import { OperatorError } from '#infrastructure/operator-error.js';
import { clashMessage, type FeatureSet } from './feature-set.js';

/**
 * @throws OperatorError naming the features of two routes that are the same or have the same `operationId`, and
 *   whatever a route names that no feature contributes.
 */
export function checkRoutes(routes: readonly RouteOptions[], features: FeatureSet): void {
  const tags = new Set(features.gather('tags').map(({ name }) => name));
  const faults = [
    ...clashes('route', routes, ({ method, url }) => `${method} ${url.replaceAll(/:\w+/g, ':parameter')}`),
    ...clashes('operationId', routes, ({ schema }) => schema?.operationId),
    ...gaps('error code', routes, ({ config }) =>
      (config?.answers?.errors ?? []).map(({ code }) => code).filter((code) => !features.errors.has(code)),
    ),
    ...gaps('tag', routes, ({ schema }) => (schema?.tags ?? []).filter((tag) => !tags.has(tag))),
  ];
  if (faults.length > 0) throw new OperatorError(faults.join('\n'));
}

function clashes(
  kind: string,
  routes: readonly RouteOptions[],
  claimOf: (route: RouteOptions) => string | undefined,
): readonly string[] {
  const claims = Map.groupBy(routes, claimOf);
  return [...claims].flatMap(([claimed, [first, ...others]]) =>
    claimed === undefined || first === undefined
      ? []
      : others.map((other) => clashMessage(kind, claimed, featureOf(first), featureOf(other))),
  );
}

function gaps(
  kind: string,
  routes: readonly RouteOptions[],
  missing: (route: RouteOptions) => readonly string[],
): readonly string[] {
  return routes.flatMap((route) =>
    missing(route).map(
      (name) =>
        `${route.method} ${route.url} of the feature "${featureOf(route)}" names the ${kind} ${name}, ` +
        'which no feature contributes',
    ),
  );
}

function featureOf({ config }: RouteOptions): string {
  return config?.feature ?? 'http';
}
