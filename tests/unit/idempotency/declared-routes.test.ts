import { afterAll, beforeAll, expect, it } from 'vitest';
import { contributed } from '#composition/contributions.js';
import { composeService } from '#composition/service.js';

/** Their answers would be kept for a day, and given to whoever sends the key. */
const withSecrets: Readonly<Record<string, string>> = {
  'POST /api/v1/auth/mfa/enroll': 'the secret of an authenticator app',
  'POST /api/v1/me/keys': 'a key',
  'POST /api/v1/service-accounts/:id/keys': 'a key',
  'POST /api/v1/service-accounts/:id/keys/:kid/rotate': 'a key',
  'POST /api/v1/users/:id/impersonate': 'an access token',
  'POST /api/v1/me/mfa/totp': 'the secret of an authenticator app',
  'POST /api/v1/webhooks': 'the secret that signs deliveries',
};

/** They make something, and answer otherwise than by 201. */
const alsoMaking = [
  // An account, where registration conceals.
  'POST /api/v1/auth/email/verify',
  // A member.
  'POST /api/v1/invitations/accept',
  // Deliveries.
  'POST /api/v1/webhooks/:id/replay',
  'POST /api/v1/webhooks/:id/test',
];

const container = composeService({ environment: { NODE_ENV: 'test', STORAGE: 'memory' } });
let posts: readonly { readonly name: string; readonly isCreating: boolean; readonly isIdempotent: boolean }[];

beforeAll(async () => {
  const controllers = await container.get(contributed.controllers);
  posts = controllers
    .flatMap((controller) => controller.routes())
    .filter(({ method }) => method === 'POST')
    .map(({ url, config }) => ({
      name: `POST ${url}`,
      isCreating: config?.answers?.successes[201] !== undefined,
      isIdempotent: config?.isIdempotent === true,
    }));
});
afterAll(() => container.close());

it('every POST that makes something honours Idempotency-Key, unless its answer holds a secret', () => {
  const creating = posts.filter(({ isCreating }) => isCreating);
  const others = creating.filter(({ isIdempotent }) => !isIdempotent).map(({ name }) => name);
  expect(others.sort()).toEqual(Object.keys(withSecrets).sort());
  expect(creating.length).toBeGreaterThan(others.length);
});

it('so does what makes something and answers otherwise, and nothing else', () => {
  const others = posts.filter(({ isCreating, isIdempotent }) => isIdempotent && !isCreating);
  expect(others.map(({ name }) => name).sort()).toEqual(alsoMaking);
});
