import type { FastifyInstance, onRequestAsyncHookHandler, RouteOptions } from 'fastify';
import type { RateLimitRule } from '#application/shared/rate-limiter.js';
import type { Access } from '../routing/route.js';
import { type RateLimits, rateLimitOf } from './rate-limits.js';

/**
 * Default deny (ASVS 8.2.1, 13.4): every route registered from here on, by whatever plugin, declares its
 * access in its config and names limits that exist, or `ready()` rejects. Guards are put on here and nowhere
 * else; rate limits first, so that they also bound guessing at tokens.
 */
export function guardRoutes(
  app: FastifyInstance,
  limits: RateLimits,
  count: (rule: RateLimitRule) => onRequestAsyncHookHandler,
  authenticate: readonly onRequestAsyncHookHandler[],
): void {
  const guarded = new Map<RouteOptions, Access | undefined>();
  app.addHook('onRoute', (route) => {
    const access = route.config?.access;
    const rule = limits.get(rateLimitOf(route) ?? '');
    guarded.set(route, access);
    route.onRequest = [
      ...(rule === undefined || rule.limit === 0 ? [] : [count(rule)]),
      ...(access === 'signed-in' ? authenticate : []),
      ...[route.onRequest ?? []].flat(),
    ];
  });
  app.addHook('onReady', (done) => {
    const faults = [...guarded].flatMap(([route, access]) => faultsOf(route, access, limits));
    done(faults.length === 0 ? undefined : new Error(faults.join('\n')));
  });
}

function faultsOf(route: RouteOptions, guardedAs: Access | undefined, limits: RateLimits): string[] {
  const name = `Route ${String(route.method)} ${route.url}`;
  const declared = route.config?.access;
  const limit = rateLimitOf(route);
  const faults: string[] = [];
  if (declared !== 'public' && declared !== 'signed-in') {
    faults.push(`${name} does not declare its access: set config.access to 'public' or 'signed-in'`);
  } else if (declared === 'signed-in' && guardedAs !== 'signed-in') {
    faults.push(`${name} declared its access too late to be guarded`);
  }
  if (limit !== undefined && !limits.has(limit)) {
    faults.push(`${name} names the rate limit ${limit}, which no feature contributes`);
  }
  return faults;
}

/** For plugins that bring routes of their own, such as the pages at /docs. */
export function declarePublic(scope: FastifyInstance): void {
  scope.addHook('onRoute', (route) => {
    route.config = { ...route.config, access: 'public' };
  });
}
