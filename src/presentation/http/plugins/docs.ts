import helmet from '@fastify/helmet';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { declarePublic } from './access-control.js';
import { compressAnswers } from './compression.js';
import { leaveOutConstantHeaders } from './security-headers.js';

/**
 * The pages at /docs are the only HTML of the service, so they alone get all of helmet, with a policy that
 * lets Swagger UI run from this origin: nothing inline, no other host (ASVS 3.4.3, 3.4.8).
 */
export async function serveDocs(app: FastifyInstance): Promise<void> {
  await app.register(async (scope) => {
    declarePublic(scope);
    scope.addHook('onRequest', (_request, reply, done) => {
      // Helmet writes to the raw response, over which the headers of the reply would win.
      leaveOutConstantHeaders(reply);
      done();
    });
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
    await compressAnswers(scope);
    await scope.register(swaggerUi, { routePrefix: '/docs', uiConfig: { persistAuthorization: false } });
  });
}
