import { afterEach, expect, it } from 'vitest';
import { E2eService } from '#testing/e2e-service.js';

let service: E2eService;

afterEach(() => service?.stop());

/** Another instance may publish a new key a minute later, so a copy may be as old as what is left of the announcement. */
it.each([
  ['600', 300],
  ['200', 140],
  ['30', 0],
])('a copy of the keys, which are announced for %s s, may be kept for %i s', async (announced, maxAge) => {
  service = await E2eService.start({ env: { SIGNING_KEY_ACTIVATION_SECONDS: announced } });
  const { headers } = await service.http.get('/.well-known/jwks.json');
  expect(headers.get('cache-control')).toBe(`public, max-age=${maxAge}`);
});
