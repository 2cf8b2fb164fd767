import { OpenApiContract, type OpenApiDocument } from './openapi-contract.js';

export interface RequestOptions {
  readonly body?: unknown;
  /** Sent as it is, instead of `body`. */
  readonly rawBody?: string | Buffer;
  readonly token?: string | undefined;
  readonly headers?: Record<string, string>;
}

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape.
  readonly body: any;
  /** `body.data` of a success. */
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  readonly data: any;
  /** `body.error.code` of a failure. */
  readonly code: string | undefined;
}

/** Speaks HTTP to a running service, and judges every answer by the service's own OpenAPI document. */
export class HttpClient {
  #contract: Promise<OpenApiContract> | undefined;

  constructor(readonly baseUrl: string) {}

  get = (path: string, options?: RequestOptions) => this.request('GET', path, options);
  post = (path: string, body?: unknown, options?: RequestOptions) =>
    this.request('POST', path, body === undefined ? options : { ...options, body });
  put = (path: string, body: unknown, options?: RequestOptions) =>
    this.request('PUT', path, { ...options, body });
  patch = (path: string, body: unknown, options?: RequestOptions) =>
    this.request('PATCH', path, { ...options, body });
  delete = (path: string, options?: RequestOptions) => this.request('DELETE', path, options);

  async request(method: string, path: string, options: RequestOptions = {}): Promise<Reply> {
    const { body, rawBody, token } = options;
    const headers = new Headers(options.headers);
    if (token !== undefined) headers.set('authorization', `Bearer ${token}`);
    const payload = rawBody ?? (body === undefined ? undefined : JSON.stringify(body));
    if (body !== undefined && !headers.has('content-type')) headers.set('content-type', 'application/json');
    const answer = await fetch(this.baseUrl + path, {
      method,
      headers,
      body: payload ?? null,
      redirect: 'manual',
    });
    const text = await answer.text();
    const parsed = parse(text, answer.headers.get('content-type'));
    await this.#judge(method, path, answer, parsed);
    return {
      status: answer.status,
      headers: answer.headers,
      text,
      body: parsed,
      data: parsed?.data,
      code: parsed?.error?.code ?? parsed?.code,
    };
  }

  async #judge(method: string, path: string, answer: Response, body: unknown): Promise<void> {
    if (!path.startsWith('/api/') && !path.startsWith('/health') && !path.startsWith('/.well-known')) return;
    if (method === 'HEAD') return;
    this.#contract ??= fetch(`${this.baseUrl}/openapi.json`)
      .then((document) => document.json() as Promise<OpenApiDocument>)
      .then((document) => new OpenApiContract(document));
    const violations = (await this.#contract).violations({
      method,
      path,
      status: answer.status,
      contentType: answer.headers.get('content-type'),
      body,
    });
    if (violations.length > 0) {
      throw new Error(
        `The answer breaks the OpenAPI document: ${violations.join('; ')}\n${JSON.stringify(body)}`,
      );
    }
  }
}

// biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape.
function parse(text: string, contentType: string | null): any {
  if (text === '') return undefined;
  return contentType !== null && /\bjson\b/.test(contentType) ? JSON.parse(text) : text;
}
