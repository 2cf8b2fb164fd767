import { Agent, type Dispatcher } from 'undici';
import { ServiceRefusal } from '#application/shared/service-client.js';
import { failureReason } from '../failure-reason.js';
import { ServiceFault } from './service-fault.js';

export interface JsonCall {
  readonly service: string;
  readonly method: Dispatcher.HttpMethod;
  readonly origin: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON. */
  readonly body: string | null;
}

export interface JsonAnswer {
  /** 2xx. */
  readonly status: number;
  /** Undefined where there is none. */
  readonly body: unknown;
}

const maxBodyBytes = 1_048_576;
/** Of an answer that nobody reads, so that its connection can be used again. */
const maxUnreadBytes = 65_536;
/** With these, nothing of a request has been sent. */
const unreached = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
]);
const isPassingStatus = new Set([429, 502, 503, 504]);

/**
 * Calls by HTTP/1.1 with nothing of a browser's or a proxy's: no redirects, no cookies, no decompression, and TLS
 * verified.
 */
export class JsonCaller {
  readonly #agent: Agent;

  /** @param connections to each origin at a time. @param connectMs for each. */
  constructor(connections: number, connectMs: number) {
    this.#agent = new Agent({
      connections,
      pipelining: 1,
      allowH2: false,
      connect: { timeout: connectMs },
      maxResponseSize: maxBodyBytes,
    });
  }

  /**
   * One attempt at one place, which ends when the signal is aborted.
   * @throws ServiceRefusal @throws ServiceFault
   */
  async call(call: JsonCall, signal: AbortSignal): Promise<JsonAnswer> {
    try {
      return await this.#call(call, signal);
    } catch (error) {
      if (error instanceof ServiceFault || error instanceof ServiceRefusal) throw error;
      const { code = '' } = error as NodeJS.ErrnoException;
      throw new ServiceFault(failureReason(error), {
        // A longer answer would not be shorter the next time.
        isPassing: code !== 'UND_ERR_RES_EXCEEDED_MAX_SIZE',
        isUnreached: unreached.has(code),
      });
    }
  }

  close(): Promise<void> {
    return this.#agent.destroy();
  }

  async #call(
    { service, method, origin, path, headers, body }: JsonCall,
    signal: AbortSignal,
  ): Promise<JsonAnswer> {
    const sent = { accept: 'application/json', 'user-agent': 'Gatehouse', ...headers };
    const answer = await this.#agent.request({
      origin,
      path,
      method,
      headers: body === null ? sent : { ...sent, 'content-type': 'application/json' },
      body,
      signal,
    });
    const { statusCode: status } = answer;
    if (status >= 200 && status < 300) return { status, body: await read(answer) };
    // Whatever becomes of the rest, the status is known.
    await answer.body.dump({ limit: maxUnreadBytes, signal }).catch(() => undefined);
    if (status >= 400 && status < 500 && status !== 429) throw new ServiceRefusal(service, status);
    throw new ServiceFault(`It answered with the status ${status}`, {
      isPassing: isPassingStatus.has(status),
      isIllness: status !== 429,
      retryAfterMs: isPassingStatus.has(status) ? retryAfterMsOf(answer) : null,
    });
  }
}

async function read({ body, headers }: Dispatcher.ResponseData): Promise<unknown> {
  const text = await body.text();
  if (text === '') return undefined;
  if (!/^application\/([\w.+-]+\+)?json\s*(;|$)/i.test(String(headers['content-type'] ?? ''))) throw noJson();
  try {
    return JSON.parse(text);
  } catch {
    // Not as its cause: that one quotes the text.
    throw noJson();
  }
}

function noJson(): ServiceFault {
  return new ServiceFault('Its answer is no JSON');
}

/** RFC 9110 §10.2.3: seconds, or a date. */
function retryAfterMsOf({ headers }: Dispatcher.ResponseData): number | null {
  const text = String(headers['retry-after'] ?? '');
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? null : Math.max(0, date - Date.now());
}
