import type { RateLimit } from './route-definition.js';

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/** The limit of a route: its own or, where it changes state, `writes`, so that none is forgotten (ASVS 2.4.1). */
export function rateLimitOf(route: {
  readonly method: string | readonly string[];
  readonly rateLimit?: RateLimit | undefined;
}): RateLimit | undefined {
  const isSafe = [route.method].flat().every((method) => safeMethods.has(method));
  return route.rateLimit ?? (isSafe ? undefined : 'writes');
}
