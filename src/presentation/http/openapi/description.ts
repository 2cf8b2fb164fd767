import swagger, { type FastifyDynamicSwaggerOptions } from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import type { RouteDefinition } from '../routing/route-definition.js';
import { completeDocument, type OpenApiDocument } from './document.js';

/** Of the contract, which is only ever added to; the version of the software is nobody's business (ASVS 13.4.6). */
const contractVersion = '1.0.0';

const tags = [
  { name: 'auth', description: 'Registering, signing in and out' },
  { name: 'me', description: 'Your own account' },
  { name: 'sessions', description: 'Where an account is signed in' },
  { name: 'users', description: 'Administration of accounts' },
  { name: 'roles', description: 'What the roles allow' },
  { name: 'audit', description: 'Who did what' },
  { name: 'keys', description: 'For services that verify access tokens' },
  { name: 'health', description: 'For load balancers and orchestrators' },
];

type Transform = NonNullable<FastifyDynamicSwaggerOptions['transform']>;

/** Only routes that were made from a definition are documented, out of that definition. */
const describe: Transform = ({ schema, url, route }) => {
  const definition = route.config?.definition;
  if (definition === undefined) return { schema: { hide: true }, url };
  const { params, querystring } = schema;
  return {
    url,
    schema: {
      operationId: definition.operationId,
      summary: definition.summary,
      description: accessNote(definition),
      tags: [definition.tag],
      security: definition.access === 'signed-in' ? [{ bearer: [] }] : [],
      ...(params === undefined ? {} : { params }),
      ...(querystring === undefined ? {} : { querystring }),
    },
  };
};

function accessNote({ access, permission }: RouteDefinition): string {
  if (access === 'public') return 'Open to anyone.';
  return permission === undefined ? 'For whoever is signed in.' : `Needs ${permission}.`;
}

/** Describes the API as OpenAPI 3.1, from the definitions that the routes are made of: `app.swagger()`. */
export async function describeApi(
  app: FastifyInstance,
  definitions: readonly RouteDefinition[],
): Promise<void> {
  await app.register(swagger, {
    convertConstToEnum: false,
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Gatehouse', description: 'Users and authentication.', version: contractVersion },
      tags,
      components: {
        securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
      },
    },
    transform: describe,
    transformObject: (document) => {
      if (!('openapiObject' in document)) throw new TypeError('Expected an OpenAPI document');
      completeDocument(document.openapiObject as OpenApiDocument, definitions);
      return document.openapiObject;
    },
  });
}
