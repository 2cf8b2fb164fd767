import { defineError } from '#domain/shared/app-error.js';
import type { RequestContext } from './request-context.js';

/** A request to another service. */
export interface ServiceRequest<T> {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below the service's address, encoded: `/tenants/0190...`. */
  readonly path: string;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as `Idempotency-Key`: with one, a POST or a PATCH may be repeated like the safe methods. */
  readonly idempotencyKey?: string;
  /** For whom: its `X-Request-Id` and `traceparent` are passed on. An event has them too. */
  readonly context?: Pick<RequestContext, 'requestId' | 'traceparent'>;
  /** Gives the body of a 2xx its type, undefined where there is none; an answer that it throws at is no proper answer. */
  readonly parse: (body: unknown, status: number) => T;
}

/** There is no proper answer in time, or the circuit breaker is open. */
export const serviceUnavailable = defineError(
  'overloaded',
  'SERVICE_UNAVAILABLE',
  'Another service that this needs is away. Try again shortly.',
);

/** A service's 4xx, which it says however often one asks. */
export class ServiceRefusal extends Error {
  /** @param mayHaveHappened whether an attempt before it was not answered, and may have done what was asked. */
  constructor(
    readonly service: string,
    readonly status: number,
    readonly mayHaveHappened = false,
  ) {
    super(`${service} refused with ${status}`);
    this.name = 'ServiceRefusal';
  }
}

/** Calls the other services that the settings name, with time limits, retries and a circuit breaker for each. */
export interface ServiceClient {
  /** Whether the settings name it. */
  knows(service: string): boolean;

  /**
   * Takes a bounded time; never within a unit of work.
   * @throws AppError SERVICE_UNAVAILABLE, with the seconds after which it may be back. Whether a request that changes
   * something has arrived is not known then: repeat it with the same `idempotencyKey`.
   * @throws ServiceRefusal
   */
  call<T>(service: string, request: ServiceRequest<T>): Promise<T>;
}
