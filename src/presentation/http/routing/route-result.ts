/** What a handler answers with. */
export interface RouteResult {
  readonly status: 200 | 201 | 204;
  /** What the use case gave: the schema of the answer says what of it is shown, and how. */
  readonly data?: unknown;
  /** Names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Joins timestamp and request id. */
  readonly meta?: Readonly<Record<string, unknown>>;
  readonly links?: Readonly<Record<string, string | null>>;
}

export function ok(data: unknown, headers: RouteResult['headers'] = {}): RouteResult {
  return { status: 200, data, headers };
}

export function created(data: unknown, headers: RouteResult['headers'] = {}): RouteResult {
  return { status: 201, data, headers };
}

/** @param work whose result, if any, is nobody's business. */
export async function noContent(work?: Promise<unknown>): Promise<RouteResult> {
  await work;
  return { status: 204 };
}
