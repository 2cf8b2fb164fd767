import type { AccessTokens } from '#application/sessions/access-tokens.js';
import { arrayOf, named, objectOf, text } from '../routing/json-schema.js';
import { type Controller, ok, route } from '../routing/route.js';

/** Keys are announced long before they sign, so a copy may be a while old. */
const cacheable = { 'cache-control': 'public, max-age=300' };

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
  constructor(private readonly dependencies: { readonly accessTokens: Pick<AccessTokens, 'publicKeys'> }) {}

  routes() {
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
        handle: async () => ok(await this.dependencies.accessTokens.publicKeys(), cacheable),
      }),
    ];
  }
}
