/** What a handler answers with. */
export interface RouteResult {
  readonly status: 200 | 201 | 204;
  readonly data?: unknown;
  /** Names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Joins timestamp and request id. */
  readonly meta?: Readonly<Record<string, unknown>>;
  readonly links?: Readonly<Record<string, string | null>>;
}

const nothing: RouteResult = { status: 204 };

export function ok(data: unknown, headers?: RouteResult['headers']): RouteResult {
  return headers === undefined ? { status: 200, data } : { status: 200, data, headers };
}

export function created(data: unknown, headers: RouteResult['headers'] = {}): RouteResult {
  return { status: 201, data, headers };
}

export function noContent(): RouteResult {
  return nothing;
}
