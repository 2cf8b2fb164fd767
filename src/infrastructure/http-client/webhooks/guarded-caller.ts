import { isIP, isIPv6, type LookupFunction } from 'node:net';
import { Agent, buildConnector, type Dispatcher } from 'undici';
import type { EndpointAnswer, EndpointCaller } from '#application/webhooks/endpoint-caller.js';
import { failureReason } from '../failure-reason.js';
import { type AddressGuard, notPublic, RefusedHost } from './address-guard.js';

export interface CallerLimits {
  /** From the connection to the last byte that is read. */
  readonly timeoutMs: number;
  /** For the body, once the status is known; the rest is of no interest. */
  readonly bodyMs: number;
}

const maxBodyBytes = 1_024;

/**
 * Calls by HTTP/1.1 with nothing of a browser's or a proxy's: no redirects, no cookies, no decompression, and TLS
 * verified. A host is looked up by the guard alone, and what it has found is what is connected to.
 */
export class GuardedEndpointCaller implements EndpointCaller {
  readonly #agent: Agent;

  constructor(
    private readonly guard: AddressGuard,
    private readonly limits: CallerLimits,
  ) {
    const connect = buildConnector({ lookup: this.#lookup, timeout: limits.timeoutMs, allowH2: false });
    this.#agent = new Agent({
      connections: 1,
      pipelining: 1,
      connect: (options, callback) => {
        const begin = () =>
          connect(options, (...[error, socket]) => {
            if (error !== null) return callback(error, null);
            if (this.guard.allows(socket.remoteAddress)) return callback(null, socket);
            socket.destroy();
            callback(new RefusedHost(notPublic), null);
          });
        // An address is not looked up, and so has to be checked here.
        if (isIP(options.hostname) === 0) begin();
        else this.guard.addressesOf(options.hostname).then(begin, (error) => callback(error, null));
      },
    });
  }

  async post(
    url: string,
    headers: Readonly<Record<string, string>>,
    body: string,
    signal: AbortSignal,
  ): Promise<EndpointAnswer> {
    const began = performance.now();
    const passed = () => Math.round(performance.now() - began);
    const timeout = AbortSignal.timeout(this.limits.timeoutMs);
    try {
      const { origin, pathname, search } = new URL(url);
      const answer = await this.#agent.request({
        origin,
        path: pathname + search,
        method: 'POST',
        headers: {
          'content-type': 'application/cloudevents+json; charset=utf-8',
          'user-agent': 'Gatehouse-Webhooks/1',
          ...headers,
        },
        body,
        signal: AbortSignal.any([signal, timeout]),
      });
      const text = await this.#read(answer.body);
      return { kind: 'answered', status: answer.statusCode, body: text, durationMs: passed() };
    } catch (error) {
      signal.throwIfAborted();
      const reason = timeout.aborted
        ? `There was no answer within ${this.limits.timeoutMs / 1000} s`
        : reasonOf(error);
      return { kind: 'failed', reason, durationMs: passed(), wasCalled: !(error instanceof RefusedHost) };
    }
  }

  close(): Promise<void> {
    return this.#agent.destroy();
  }

  readonly #lookup: LookupFunction = (hostname, { all }, callback) => {
    this.guard.addressesOf(hostname).then(
      (addresses) => {
        const found = addresses.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 }));
        const [first] = found;
        if (all) callback(null, found);
        else callback(null, first?.address ?? '', first?.family);
      },
      (error) => callback(error, ''),
    );
  };

  /** What comes in time, up to a limit. The status is known, whatever becomes of the rest. */
  async #read(body: Dispatcher.ResponseData['body']): Promise<string> {
    const chunks: Buffer[] = [];
    let size = 0;
    body.on('error', () => undefined);
    const cut = setTimeout(() => body.destroy(), this.limits.bodyMs);
    try {
      for await (const chunk of body) {
        chunks.push(chunk);
        size += chunk.length;
        if (size >= maxBodyBytes) break;
      }
    } catch {
      // Cut off, by us or by them.
    } finally {
      clearTimeout(cut);
    }
    return readable(Buffer.concat(chunks).subarray(0, maxBodyBytes));
  }
}

/** As text that can be stored and shown: what is no UTF-8, and NUL, becomes a replacement character. */
function readable(bytes: Buffer): string {
  return new TextDecoder().decode(bytes).replaceAll('\0', '\ufffd');
}

/** In words for the owner of the webhook. */
function reasonOf(error: unknown): string {
  if (error instanceof RefusedHost) return `It was not called: ${error.message}`;
  const { cause } = error as Error;
  return cause instanceof RefusedHost ? reasonOf(cause) : failureReason(error);
}
