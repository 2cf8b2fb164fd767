/** What sort of failure it is; the HTTP adapter maps each kind to one status. */
export type ErrorKind =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'stale'
  | 'limited'
  | 'overloaded';

export interface FieldError {
  readonly field: string;
  readonly message: string;
}

export interface AppErrorOptions {
  readonly message?: string;
  readonly details?: readonly FieldError[];
  /** Seconds after which a retry may succeed. */
  readonly retryAfter?: number;
  /** Never shown to a client; kept for the log. */
  readonly cause?: unknown;
}

/** The one error of the core. Message and details are safe to show to the client. */
export class AppError<Kind extends string = string> extends Error {
  readonly kind: Kind;
  readonly code: string;
  readonly details: readonly FieldError[];
  readonly retryAfter: number | undefined;

  constructor(kind: Kind, code: string, message: string, options: AppErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = code;
    this.kind = kind;
    this.code = code;
    this.details = options.details ?? [];
    this.retryAfter = options.retryAfter;
  }
}

export interface ErrorDefinition<Kind extends string = string> {
  (options?: AppErrorOptions): AppError<Kind>;
  readonly kind: Kind;
  readonly code: string;
  readonly description: string;
}

const catalogue = new Map<string, ErrorDefinition>();

/**
 * Defines an error once: `throw emailTaken()`.
 * @throws Error when the code is already defined, so that a duplicate fails at load.
 */
export function defineError<Kind extends string = ErrorKind>(
  kind: Kind,
  code: string,
  description: string,
): ErrorDefinition<Kind> {
  if (catalogue.has(code)) throw new Error(`Error code ${code} is defined twice`);
  const create = (options: AppErrorOptions = {}) =>
    new AppError(kind, code, options.message ?? description, options);
  const definition = Object.assign(create, { kind, code, description });
  catalogue.set(code, definition);
  return definition;
}

/** Every error defined so far, by code. */
export function errorCatalogue(): ReadonlyMap<string, ErrorDefinition> {
  return catalogue;
}

export function isError(error: unknown, definition: ErrorDefinition): error is AppError {
  return error instanceof AppError && error.code === definition.code;
}
