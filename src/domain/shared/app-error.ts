/** What sort of failure it is; the HTTP adapter maps each kind to one status. */
export type ErrorKind =
  | 'invalid'
  | 'unauthenticated'
  /** Known, but proved too long ago. */
  | 'not_fresh'
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

/** What another step, which would do, is taken with. */
export interface Challenge {
  /** Opens that step and nothing else. */
  readonly token: string;
  /** In seconds. */
  readonly expiresIn: number;
  /** Which proofs will do. */
  readonly factors?: readonly string[];
}

export interface AppErrorOptions {
  readonly message?: string;
  readonly details?: readonly FieldError[];
  /** Seconds after which a retry may succeed. */
  readonly retryAfter?: number;
  readonly challenge?: Challenge;
  /** Never shown to a client; kept for the log. */
  readonly cause?: unknown;
}

/** The one error of the core. Message and details are safe to show to the client. */
export class AppError<Kind extends string = string> extends Error {
  readonly kind: Kind;
  readonly code: string;
  /** What the code means, the same at each occurrence. */
  readonly title: string;
  readonly details: readonly FieldError[];
  readonly retryAfter: number | undefined;
  readonly challenge: Challenge | undefined;

  constructor(kind: Kind, code: string, title: string, options: AppErrorOptions = {}) {
    super(options.message ?? title, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = code;
    this.kind = kind;
    this.code = code;
    this.title = title;
    this.details = options.details ?? [];
    this.retryAfter = options.retryAfter;
    this.challenge = options.challenge;
  }
}

export interface ErrorDefinition<Kind extends string = string> {
  (options?: AppErrorOptions): AppError<Kind>;
  readonly kind: Kind;
  readonly code: string;
  readonly description: string;
}

/** Defines an error: `throw emailTaken()`. The manifest of its feature lists it. */
export function defineError<Kind extends string = ErrorKind>(
  kind: Kind,
  code: string,
  description: string,
): ErrorDefinition<Kind> {
  const create = (options?: AppErrorOptions) => new AppError(kind, code, description, options);
  return Object.assign(create, { kind, code, description });
}

export function isError(error: unknown, definition: ErrorDefinition): error is AppError {
  return error instanceof AppError && error.code === definition.code;
}
