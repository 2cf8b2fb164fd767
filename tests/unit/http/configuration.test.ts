import { expectTypeOf, it } from 'vitest';
import type { HttpConfig } from '#infrastructure/configuration/config.js';
import type { HttpOptions } from '#presentation/http/http-options.js';

it('has the shape that the HTTP layer asks for', () => {
  expectTypeOf<HttpConfig>().toExtend<HttpOptions>();
});
