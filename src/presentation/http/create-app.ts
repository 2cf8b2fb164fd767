import compress from '@fastify/compress';
import { type FastifyInstance, type FastifyPluginAsync, fastify } from 'fastify';
import type { RequestAuthenticator } from '#application/auth/request-authenticator.js';
import type { Clock } from '#application/shared/clock.js';
import type { Logger } from '#application/shared/logger.js';
import type { RateLimiter } from '#application/shared/rate-limiter.js';
import { addErrorHandler } from './errors/error-handler.js';
import { describeApi, serveDocs, type Tag } from './openapi/docs.js';
import { dropAbandonedRequests } from './plugins/abandoned-requests.js';
import { guardRoutes } from './plugins/access-control.js';
import { authentication } from './plugins/authentication.js';
import { watchOpenFiles } from './plugins/open-files.js';
import { countAgainst, countKeyUse, type RateLimits } from './plugins/rate-limits.js';
import { logRequests } from './plugins/request-log.js';
import { addSecurityHeaders, allowOrigins } from './plugins/security-headers.js';
import { addShutdown, type Lifecycle } from './plugins/shutdown.js';
import { refuseOddRequests } from './plugins/strict-http.js';
import { warnOfUntrustedProxy } from './plugins/untrusted-proxy.js';
import type { Controller, RouteExtension } from './routing/route.js';
import { type HttpOptions, serverOptions } from './server-options.js';
import { validatorCompiler } from './validation/dto.js';
import { acceptOnlyJson } from './validation/json-body.js';

export interface AppDependencies {
  readonly options: HttpOptions;
  readonly lifecycle: Lifecycle;
  readonly controllers: readonly Controller[];
  /** For the routes of the controllers. */
  readonly routeExtensions?: readonly RouteExtension[];
  /** What brings routes in a way of its own, each in a scope of its own. */
  readonly plugins?: readonly FastifyPluginAsync[];
  /** The first that accepts a credential decides. */
  readonly authenticators: readonly RequestAuthenticator[];
  readonly rateLimiter: RateLimiter;
  readonly rateLimits: RateLimits;
  /** Of the OpenAPI document, in its order. */
  readonly tags: readonly Tag[];
  readonly logger: Logger;
  readonly clock: Clock;
}

/**
 * The whole HTTP side of the service, ready for `listen` or `inject`: the server, the tests and the
 * benchmarks use this one.
 * @throws Error when a route does not declare its access, or names a rate limit that there is not.
 */
export async function createApp(dependencies: AppDependencies): Promise<FastifyInstance> {
  const { options, lifecycle, authenticators, rateLimiter, rateLimits, logger, clock } = dependencies;
  const app: FastifyInstance = fastify(serverOptions(options));
  app.decorate('clock', clock);
  app.decorate('publicUrl', options.publicUrl);
  app.decorateRequest('principal', null);
  app.setValidatorCompiler(validatorCompiler);
  acceptOnlyJson(app);
  addErrorHandler(app, logger);
  // From here on order matters: headers come first, so that every answer has them; CORS brings its preflight
  // route before routes are guarded; whatever is registered after that must declare its access.
  addSecurityHeaders(app);
  logRequests(app, options, logger);
  refuseOddRequests(app);
  warnOfUntrustedProxy(app, logger);
  watchOpenFiles(app, logger);
  await allowOrigins(app, options.corsOrigins, options.corsHeaders);
  addShutdown(app, lifecycle);
  dropAbandonedRequests(app);
  const ofKeys = rateLimits.get('keys');
  const isCounted = ofKeys !== undefined && ofKeys.limit > 0;
  guardRoutes(app, rateLimits, (rule) => countAgainst(rateLimiter, rule), [
    authentication(authenticators),
    ...(isCounted ? [countKeyUse(rateLimiter, ofKeys)] : []),
  ]);
  await addRoutes(app, dependencies);
  for (const plugin of dependencies.plugins ?? []) await app.register(plugin);
  await app.ready();
  return app;
}

async function addRoutes(
  app: FastifyInstance,
  { controllers, routeExtensions = [], options, tags }: AppDependencies,
): Promise<void> {
  const { isDocsEnabled } = options;
  if (isDocsEnabled) await describeApi(app, tags, options.publicUrl);
  const routes = controllers
    .flatMap((controller) => controller.routes())
    .map((route) => routeExtensions.reduce((extended, extension) => extension.extend(extended), route));
  for (const route of routes.filter(({ config }) => !config?.isCompressible)) app.route(route);
  await app.register(async (scope) => {
    // Tokens are never compressed next to what a client chose (CVE-2013-3587).
    await scope.register(compress, {
      threshold: 1024,
      encodings: ['br', 'gzip'],
      globalDecompression: false,
    });
    for (const route of routes.filter(({ config }) => config?.isCompressible)) scope.route(route);
    if (isDocsEnabled) await serveDocs(scope);
  });
}
