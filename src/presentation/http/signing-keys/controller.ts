import type { AccessTokens } from '#application/sessions/access-tokens.js';
import { arrayOf, named, objectOf, text } from '../routing/json-schema.js';
import { type Controller, ok, route } from '../routing/route.js';

/** However long keys are announced before they sign: whoever removes a key wants it gone soon. */
const longestMaxAge = 300;

const jwksSchema = named(
  'JwkSet',
  objectOf({
    keys: arrayOf({
      type: 'object',
      properties: { kty: text, kid: text, use: text, alg: text, crv: text, x: text, y: text },
      required: ['kty', 'kid'],
    }),
  }),
);

/** The public keys with which other services verify access tokens (RFC 7517 §5). */
export class JwksController implements Controller {
  constructor(
    private readonly dependencies: {
      readonly accessTokens: Pick<AccessTokens, 'publicKeys'>;
      /** Between the time at which every instance publishes a new key and the time at which it signs. */
      readonly signingKeys: { readonly announcedSeconds: number };
    },
  ) {}

  routes() {
    const maxAge = Math.min(longestMaxAge, this.dependencies.signingKeys.announcedSeconds);
    return [
      route({
        method: 'GET',
        url: '/.well-known/jwks.json',
        operationId: 'listPublicKeys',
        tag: 'keys',
        summary: 'The public keys of access tokens',
        access: 'public',
        isEnveloped: false,
        responses: { 200: { description: 'A JWK set (RFC 7517).', schema: jwksSchema } },
        handle: async () =>
          ok(await this.dependencies.accessTokens.publicKeys(), {
            'cache-control': `public, max-age=${maxAge}`,
          }),
      }),
    ];
  }
}
