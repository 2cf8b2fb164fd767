import { type FastifyInstance, fastify } from 'fastify';
import type { AuthenticateRequest } from '#application/sessions/authenticate-request.js';
import type { Clock } from '#application/shared/clock.js';
import type { Logger } from '#application/shared/logger.js';
import type { RateLimiter } from '#application/shared/rate-limiter.js';
import { addErrorHandler } from './error-handler.js';
import { HealthController } from './health/controller.js';
import { type HealthCheck, ReadinessProbe } from './health/readiness.js';
import type { HttpOptions } from './http-options.js';
import { Lifecycle } from './lifecycle.js';
import { guardRoutes } from './plugins/access-control.js';
import { authentication } from './plugins/authentication.js';
import { compressAnswers } from './plugins/compression.js';
import { allowOrigins } from './plugins/cors.js';
import { serveDocs } from './plugins/docs.js';
import { rateLimit } from './plugins/rate-limits.js';
import { logRequests } from './plugins/request-log.js';
import { addSecurityHeaders } from './plugins/security-headers.js';
import { addShutdown } from './plugins/shutdown.js';
import { answerOddRequests, refuseEmptyParameters } from './plugins/strict-http.js';
import { decorateWithPrincipal } from './request-context.js';
import { registerRoutes } from './routing/register-routes.js';
import type { Controller, RateLimitRules, RouteDefinition } from './routing/route-definition.js';
import { serverOptions } from './server-options.js';
import type { Executes } from './use-case.js';
import { acceptOnlyJson } from './validation/json-body.js';
import { validatorCompiler } from './validation/validator-compiler.js';

export interface AppDependencies {
  readonly options: HttpOptions;
  readonly controllers: readonly Controller[];
  readonly authenticateRequest: Executes<AuthenticateRequest>;
  readonly rateLimiter: RateLimiter;
  readonly rateLimits: RateLimitRules;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly healthChecks: readonly HealthCheck[];
}

/**
 * The whole HTTP side of the service, ready for `listen` or `inject`: the server, the tests and the
 * benchmarks use this one.
 * @throws Error when a route does not declare its access.
 */
export async function createApp(dependencies: AppDependencies): Promise<FastifyInstance> {
  const { options, logger, clock } = dependencies;
  const lifecycle = new Lifecycle();
  const app: FastifyInstance = fastify(serverOptions(options, clock));
  app.setValidatorCompiler(validatorCompiler);
  acceptOnlyJson(app);
  addErrorHandler(app, clock, logger);
  decorateWithPrincipal(app);
  // From here on order matters: headers come first, so that every answer has them; CORS brings its preflight
  // route before routes are guarded; whatever is registered after that must declare its access.
  addSecurityHeaders(app);
  logRequests(app, options, logger);
  answerOddRequests(app);
  await allowOrigins(app, options.corsOrigins);
  addShutdown(app, lifecycle);
  guard(app, dependencies);
  refuseEmptyParameters(app);
  const health = new HealthController(new ReadinessProbe(dependencies.healthChecks, lifecycle, logger));
  const definitions = [...dependencies.controllers, health].flatMap((controller) => controller.routes());
  await addRoutes(app, definitions, dependencies);
  await app.ready();
  return app;
}

function guard(app: FastifyInstance, dependencies: AppDependencies): void {
  const { authenticateRequest, rateLimiter, rateLimits } = dependencies;
  guardRoutes(app, {
    authenticate: authentication(authenticateRequest),
    limit: (limit) => rateLimit(rateLimiter, typeof limit === 'string' ? rateLimits[limit] : limit),
  });
}

async function addRoutes(
  app: FastifyInstance,
  definitions: readonly RouteDefinition[],
  { options, clock }: AppDependencies,
): Promise<void> {
  const { long = [], short = [] } = Object.groupBy(definitions, (definition) =>
    definition.isCompressible ? 'long' : 'short',
  );
  registerRoutes(app, short, clock);
  await app.register(async (scope) => {
    await compressAnswers(scope);
    registerRoutes(scope, long, clock);
  });
  if (options.isDocsEnabled) await serveDocs(app, definitions, clock);
}
