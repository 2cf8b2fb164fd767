import {
  type ServiceClient,
  ServiceRefusal,
  type ServiceRequest,
  serviceUnavailable,
} from '#application/shared/service-client.js';

/** What a service was asked. */
export interface ServiceCall extends Omit<ServiceRequest<unknown>, 'parse'> {
  readonly service: string;
}

/** What a service answers with where its status counts; otherwise 200 with a body, and 204 without. */
export class FakeAnswer {
  constructor(
    readonly status: number,
    readonly body?: unknown,
  ) {}
}

/**
 * The body that a service answers with, or a `FakeAnswer`, or a promise of it. It may throw what callers have to bear: `serviceUnavailable()`,
 * or `new ServiceRefusal(service, status)`.
 */
export type ServiceAnswer = (call: ServiceCall) => unknown;

/**
 * Other services that are functions: `new FakeServices({ billing: ({ body }) => ({ id: 1 }) })`. A use case is given it as its
 * `ServiceClient`; a whole service by `wiring.replace(serviceClientTokens.client, () => services, [])`.
 */
export class FakeServices implements ServiceClient {
  /** In their order, failed ones too. What is repeated is for the caller's attempts alone: the fake repeats none. */
  readonly calls: ServiceCall[] = [];
  readonly #answers: Map<string, ServiceAnswer>;

  constructor(answers: Readonly<Record<string, ServiceAnswer>> = {}) {
    this.#answers = new Map(Object.entries(answers));
  }

  /** From now on; a name that was unknown is known then. */
  answer(service: string, answer: ServiceAnswer): void {
    this.#answers.set(service, answer);
  }

  /** From now on it answers SERVICE_UNAVAILABLE. */
  takeDown(service: string): void {
    this.answer(service, () => {
      throw serviceUnavailable({ retryAfter: 1 });
    });
  }

  /** From now on it refuses with a 4xx. */
  refuse(service: string, status = 422): void {
    this.answer(service, () => {
      throw new ServiceRefusal(service, status);
    });
  }

  callsOf(service: string): readonly ServiceCall[] {
    return this.calls.filter((call) => call.service === service);
  }

  /** Of all calls that had one, in their order. */
  get idempotencyKeys(): readonly string[] {
    return this.calls.flatMap(({ idempotencyKey }) => (idempotencyKey === undefined ? [] : [idempotencyKey]));
  }

  knows(service: string): boolean {
    return this.#answers.has(service);
  }

  async call<T>(service: string, { parse, ...request }: ServiceRequest<T>): Promise<T> {
    const call = { service, ...request };
    this.calls.push(call);
    const answer = this.#answers.get(service);
    if (answer === undefined) throw new Error(`There is no service ${service}: SERVICES does not name it`);
    const given = await answer(call);
    const { status, body } =
      given instanceof FakeAnswer ? given : new FakeAnswer(given === undefined ? 204 : 200, given);
    try {
      return parse(body, status);
    } catch {
      throw serviceUnavailable({ retryAfter: 1 });
    }
  }
}
