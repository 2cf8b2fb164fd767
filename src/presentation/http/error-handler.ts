import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '#application/shared/clock.js';
import type { Logger } from '#application/shared/logger.js';
import type { AppError } from '#domain/shared/app-error.js';
import { replyWithError } from './errors/error-reply.js';
import { errorReport } from './errors/error-report.js';
import { statusOf } from './errors/error-status.js';
import { toAppError } from './errors/framework-errors.js';
import { methodNotAllowed, notFound } from './errors/http-errors.js';
import { withoutSecretsOf } from './errors/request-secrets.js';

/** The last place that an error reaches: answers it, and logs those that are not the client's doing. */
export function addErrorHandler(app: FastifyInstance, clock: Clock, logger: Logger): void {
  app.setErrorHandler((raw, request, reply) => {
    const error = toAppError(raw);
    report(error, request, logger);
    return replyWithError(error, request, reply, clock);
  });
  app.setNotFoundHandler((request: FastifyRequest, reply: FastifyReply) => {
    const allowed = methodsOf(app, request.url);
    const isKnown = allowed.length > 0 && !allowed.includes(request.method);
    if (isKnown) reply.header('allow', allowed.join(', '));
    return replyWithError(isKnown ? methodNotAllowed() : notFound(), request, reply, clock);
  });
}

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** The methods by which a path can be asked for; one with an empty parameter is another path (`refuseEmptyParameters`). */
function methodsOf(app: FastifyInstance, url: string): readonly string[] {
  return methods.filter((method) => {
    const route = app.findRoute({ method, url });
    return route !== null && !Object.values(route.params).includes('');
  });
}

function report(error: AppError, request: FastifyRequest, logger: Logger): void {
  const status = statusOf(error);
  if (status < 500) return;
  const fields = {
    requestId: request.id,
    method: request.method,
    route: request.routeOptions.url ?? null,
    code: error.code,
    error: errorReport(error.cause ?? error, withoutSecretsOf(request)),
  };
  if (status === 500) logger.error('request failed', fields);
  else if (error.cause !== undefined) logger.warn('request turned away', fields);
}
