import { expectTypeOf, it } from 'vitest';
import type { HttpConfig, RateLimits } from '#infrastructure/configuration/config.js';
import type { HttpOptions } from '#presentation/http/http-options.js';
import type { RateLimitRules } from '#presentation/http/routing/route-definition.js';

it('has the shape that the HTTP layer asks for', () => {
  expectTypeOf<HttpConfig>().toExtend<HttpOptions>();
  expectTypeOf<RateLimits>().toExtend<RateLimitRules>();
});
