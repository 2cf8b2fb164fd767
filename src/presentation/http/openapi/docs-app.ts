import helmet from '@fastify/helmet';
import swaggerUi from '@fastify/swagger-ui';
import { type FastifyInstance, fastify } from 'fastify';
import type { Clock } from '#application/shared/clock.js';
import { compressAnswers } from '../plugins/compression.js';
import { registerRoutes } from '../routing/register-routes.js';
import type { RouteDefinition } from '../routing/route-definition.js';
import { validatorCompiler } from '../validation/validator-compiler.js';
import { describeApi } from './description.js';

/** Answers for /openapi.json and /docs. It has the routes of the service only to describe them: they do nothing. */
export async function createDocsApp(
  definitions: readonly RouteDefinition[],
  clock: Clock,
): Promise<FastifyInstance> {
  const app: FastifyInstance = fastify();
  app.setValidatorCompiler(validatorCompiler);
  await describeApi(app, definitions);
  registerRoutes(
    app,
    definitions.map((definition) => ({ ...definition, handle: refuse })),
    clock,
  );
  await compressAnswers(app);
  serveDocument(app);
  await servePages(app);
  await app.ready();
  return app;
}

async function refuse(): Promise<never> {
  throw new Error('This route is only described here');
}

/** The document is made once, at the first request. */
function serveDocument(app: FastifyInstance): void {
  let json: string | undefined;
  app.get('/openapi.json', (_request, reply) => {
    json ??= JSON.stringify(app.swagger());
    return reply.type('application/json; charset=utf-8').send(json);
  });
}

/**
 * The pages at /docs are the only HTML of the service, so they alone get all of helmet, with a policy that
 * lets Swagger UI run from this origin: nothing inline, no other host (ASVS 3.4.3, 3.4.8).
 */
async function servePages(app: FastifyInstance): Promise<void> {
  await app.register(async (scope) => {
    await scope.register(helmet, {
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'none'"],
          baseUri: ["'none'"],
          connectSrc: ["'self'"],
          formAction: ["'none'"],
          frameAncestors: ["'none'"],
          imgSrc: ["'self'", 'data:'],
          objectSrc: ["'none'"],
          scriptSrc: ["'self'"],
          styleSrc: ["'self'"],
        },
      },
      xFrameOptions: { action: 'deny' },
      referrerPolicy: { policy: 'no-referrer' },
      strictTransportSecurity: { maxAge: 63_072_000, includeSubDomains: true },
    });
    await scope.register(swaggerUi, { routePrefix: '/docs', uiConfig: { persistAuthorization: false } });
  });
}
