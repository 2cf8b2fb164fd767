import type { FastifyInstance, onRequestAsyncHookHandler, RouteOptions } from 'fastify';
import { rateLimitOf } from '../routing/rate-limit-of.js';
import type { Access, RateLimit } from '../routing/route-definition.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who may call the route; the service does not start while one says nothing. */
    access?: Access;
    rateLimit?: RateLimit;
  }
}

export interface Guards {
  readonly authenticate: onRequestAsyncHookHandler;
  /** Null where no limit applies. */
  readonly limit: (limit: RateLimit) => onRequestAsyncHookHandler | null;
}

/**
 * Default deny (ASVS 8.2.1, 13.4): every route registered from here on, by whatever plugin, declares its
 * access in its config, or `ready()` rejects. Guards are put on here and nowhere else; rate limits first, so
 * that they also bound guessing at tokens.
 */
export function guardRoutes(app: FastifyInstance, guards: Guards): void {
  const guarded = new Map<RouteOptions, Access | undefined>();
  app.addHook('onRoute', (route) => {
    const { access, rateLimit } = route.config ?? {};
    const declared = rateLimitOf({ method: route.method, rateLimit });
    guarded.set(route, access);
    const limit = declared === undefined ? null : guards.limit(declared);
    route.onRequest = [
      ...(limit === null ? [] : [limit]),
      ...(access === 'signed-in' ? [guards.authenticate] : []),
      ...[route.onRequest ?? []].flat(),
    ];
  });
  app.addHook('onReady', (done) => {
    const faults = [...guarded].flatMap(([route, access]) => faultOf(route, access));
    done(faults.length === 0 ? undefined : new Error(faults.join('\n')));
  });
}

function faultOf({ method, url, config }: RouteOptions, guardedAs: Access | undefined): string[] {
  const name = `Route ${String(method)} ${url}`;
  const declared = config?.access;
  if (declared !== 'public' && declared !== 'signed-in') {
    return [`${name} does not declare its access: set config.access to 'public' or 'signed-in'`];
  }
  const isBare = declared === 'signed-in' && guardedAs !== 'signed-in';
  return isBare ? [`${name} declared its access too late to be guarded`] : [];
}

/** For plugins that bring routes of their own, such as the pages at /docs. */
export function declarePublic(scope: FastifyInstance): void {
  scope.addHook('onRoute', (route) => {
    route.config = { ...route.config, access: 'public' };
  });
}
