import { AppError, type ErrorDefinition } from '#domain/shared/app-error.js';
import { badRequest, internalError, notFound, payloadTooLarge, unsupportedMediaType } from './http-errors.js';

const definitions = new Map<number, ErrorDefinition>([
  // A path that leads out of a folder of files.
  [403, notFound],
  [404, notFound],
  [413, payloadTooLarge],
  [415, unsupportedMediaType],
]);

/**
 * What Fastify, its plugins and the body stream raise about a request becomes an error of the contract;
 * their messages go no further. Everything else is our fault.
 */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (!(error instanceof Error)) return internalError({ cause: error });
  const { statusCode, code } = error as { statusCode?: unknown; code?: unknown };
  const isAboutRequest = typeof code === 'string' && (code.startsWith('FST_') || code === 'ECONNRESET');
  if (!isAboutRequest || typeof statusCode !== 'number' || statusCode < 400 || statusCode > 499) {
    return internalError({ cause: error });
  }
  return (definitions.get(statusCode) ?? badRequest)({ cause: error });
}
