import { overloaded } from '#application/shared/errors.js';
import type { Logger } from '#application/shared/logger.js';
import {
  ServiceRefusal,
  type ServiceRequest,
  serviceUnavailable,
} from '#application/shared/service-client.js';
import { type AppError, isError } from '#domain/shared/app-error.js';
import type { BoundedQueue } from '../../shared/bounded-queue.js';
import { limited, unlessAborted } from './attempt-limit.js';
import type { JsonAnswer, JsonCaller } from './json-caller.js';
import type { RetryBudget } from './retry-budget.js';
import type { ServiceBreaker } from './service-breaker.js';
import { ServiceFault } from './service-fault.js';
import type { ServiceTargets } from './service-targets.js';

export interface CallLimits {
  readonly attemptMs: number;
  /** For a call in all: its attempts, the pauses between them, and its wait for a place. */
  readonly totalMs: number;
  /** Attempts after the first one. */
  readonly retries: number;
}

export interface RemoteServiceParts {
  readonly targets: ServiceTargets;
  readonly basePath: string;
  /** The value of `Authorization`, good for longer than an attempt takes. */
  readonly authorization: () => Promise<string>;
  readonly caller: JsonCaller;
  readonly breaker: ServiceBreaker;
  readonly queue: BoundedQueue;
  readonly budget: RetryBudget;
}

/** RFC 9110 §9.2.2. */
const idempotent = new Set(['GET', 'HEAD', 'PUT', 'DELETE']);
const firstBackoffMs = 100;
const maxRetryAfterSeconds = 3_600;

type Headers = Readonly<Record<string, string>>;

interface Call {
  readonly request: ServiceRequest<unknown>;
  /** JSON. */
  readonly body: string | null;
  /** Of a clock that nobody sets. */
  readonly endsAt: number;
  /** Origins that it was tried at. */
  readonly tried: Set<string>;
}

/** One of the services that can be called: time limits, retries and all. */
export class RemoteService {
  constructor(
    private readonly name: string,
    private readonly parts: RemoteServiceParts,
    private readonly limits: CallLimits,
    private readonly logger: Logger,
    private readonly random: () => number,
  ) {}

  /** @throws AppError SERVICE_UNAVAILABLE @throws ServiceRefusal */
  async call<T>(request: ServiceRequest<T>): Promise<T> {
    const { breaker, queue, budget } = this.parts;
    const call: Call = {
      request,
      body: request.body === undefined ? null : JSON.stringify(request.body),
      endsAt: performance.now() + this.limits.totalMs,
      tried: new Set(),
    };
    try {
      breaker.requireAdmission();
      budget.called();
      return parsed(request, await queue.run(() => this.#untilAnswered(call)));
    } catch (error) {
      if (error instanceof ServiceFault) throw this.#unavailable(error, request);
      if (isError(error, overloaded))
        throw this.#unavailable(new ServiceFault('Too many calls of it are under way'), request);
      throw error;
    }
  }

  async #untilAnswered(call: Call): Promise<JsonAnswer> {
    let mayHaveHappened = false;
    for (let retries = 0; ; retries += 1) {
      try {
        return await this.#attempt(call);
      } catch (error) {
        if (error instanceof ServiceRefusal)
          throw new ServiceRefusal(this.name, error.status, mayHaveHappened);
        if (!(error instanceof ServiceFault)) throw error;
        const pauseMs = this.#pauseBeforeRetry(error, call, retries);
        if (pauseMs === null) throw error;
        // What is put off (429) is no illness.
        mayHaveHappened ||= error.isIllness && !error.isUnreached;
        await passed(pauseMs);
      }
    }
  }

  /** Null where there is to be no other attempt. */
  #pauseBeforeRetry(fault: ServiceFault, { request, endsAt }: Call, retries: number): number | null {
    const isRepeatable = idempotent.has(request.method) || request.idempotencyKey !== undefined;
    if (!isRepeatable || !fault.isPassing || retries >= this.limits.retries) return null;
    if (this.parts.breaker.isOpen) return null;
    // Full jitter: callers that failed together do not come back together.
    const backoffMs = this.random() * firstBackoffMs * 2 ** retries;
    const pauseMs = Math.max(backoffMs, fault.retryAfterMs ?? 0);
    return performance.now() + pauseMs < endsAt && this.parts.budget.take() ? pauseMs : null;
  }

  async #attempt(call: Call): Promise<JsonAnswer> {
    const limitMs = Math.min(this.limits.attemptMs, call.endsAt - performance.now());
    if (limitMs <= 0) throw new ServiceFault('There was no time left to call it');
    return limited(limitMs, async (signal) => {
      // Outside of the breaker: a token that takes too long is no fault of the service.
      const headers = await unlessAborted(this.#headersOf(call.request), signal);
      return this.parts.breaker.run(() => this.#callTargets(call, headers, signal));
    });
  }

  /** At the first target, and at the next one for as long as nothing of the request has been sent. */
  async #callTargets(call: Call, headers: Headers, signal: AbortSignal): Promise<JsonAnswer> {
    const { targets, caller, basePath } = this.parts;
    const { request, body, tried } = call;
    const sent = { service: this.name, method: request.method, path: basePath + request.path, headers, body };
    const origins = await unlessAborted(targets.inOrder(), signal);
    const untried = origins.filter((origin) => !tried.has(origin));
    let unreached = new ServiceFault('It has no target');
    for (const origin of untried.length > 0 ? untried : origins) {
      tried.add(origin);
      try {
        return await caller.call({ ...sent, origin }, signal);
      } catch (error) {
        if (!(error instanceof ServiceFault) || !error.isPassing || !error.isIllness) throw error;
        targets.failed(origin);
        if (!error.isUnreached) throw error;
        unreached = error;
      }
    }
    throw unreached;
  }

  async #headersOf({ idempotencyKey, context }: ServiceRequest<unknown>): Promise<Headers> {
    return {
      authorization: await this.parts.authorization(),
      ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
      ...(context?.requestId && { 'x-request-id': context.requestId }),
      ...(context?.traceparent && { traceparent: context.traceparent }),
    };
  }

  #unavailable(fault: ServiceFault, { method, context }: ServiceRequest<unknown>): AppError {
    const { breaker } = this.parts;
    const fields = { service: this.name, method, reason: fault.message, requestId: context?.requestId };
    // Here and not as a cause, which would be logged for each of those, too, that the breaker has spared.
    if (!fault.isSpared) this.logger.warn('A service gave no proper answer', fields);
    const retryAfterMs = breaker.isOpen ? breaker.pauseMs : (fault.retryAfterMs ?? 0);
    const retryAfter = Math.min(maxRetryAfterSeconds, Math.max(1, Math.ceil(retryAfterMs / 1000)));
    return serviceUnavailable({ retryAfter });
  }
}

function parsed<T>({ parse }: ServiceRequest<T>, { body, status }: JsonAnswer): T {
  try {
    return parse(body, status);
  } catch {
    // Not as its cause: that one may quote the body.
    throw new ServiceFault('Its answer has not the form that was expected', { isIllness: false });
  }
}

function passed(ms: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  setTimeout(resolve, ms);
  return promise;
}
