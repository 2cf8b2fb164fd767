import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '#application/shared/clock.js';
import type { Logger } from '#application/shared/logger.js';
import type { AppError } from '#domain/shared/app-error.js';
import { replyWithError } from './errors/error-reply.js';
import { errorReport } from './errors/error-report.js';
import { statusOf } from './errors/error-status.js';
import { toAppError } from './errors/framework-errors.js';
import { notFound } from './errors/http-errors.js';
import { withoutSecretsOf } from './errors/request-secrets.js';

/** The last place that an error reaches: answers it, and logs those that are not the client's doing. */
export function addErrorHandler(app: FastifyInstance, clock: Clock, logger: Logger): void {
  app.setErrorHandler((raw, request, reply) => {
    const error = toAppError(raw);
    report(error, request, logger);
    return replyWithError(error, request, reply, clock);
  });
  // There is no 405 in the contract: a method that a path does not know is a route that does not exist.
  app.setNotFoundHandler((request: FastifyRequest, reply: FastifyReply) =>
    replyWithError(notFound(), request, reply, clock),
  );
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
