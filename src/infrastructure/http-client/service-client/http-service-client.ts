import type {
  ServiceBreaker as BreakerReport,
  ServiceBreakers,
} from '#application/service-client/service-breakers.js';
import type { Logger } from '#application/shared/logger.js';
import type { ServiceClient, ServiceRequest } from '#application/shared/service-client.js';
import { OperatorError } from '#infrastructure/operator-error.js';
import { BoundedQueue } from '../../shared/bounded-queue.js';
import type { CurrentTransaction, Transaction } from '../../shared/transaction.js';
import { JsonCaller } from './json-caller.js';
import { type CallLimits, RemoteService } from './remote-service.js';
import { RetryBudget } from './retry-budget.js';
import type { ServiceAddress } from './service-address.js';
import { type BreakerPolicy, ServiceBreaker } from './service-breaker.js';
import { targetsOf } from './service-targets.js';
import type { SrvLookup } from './srv-lookup.js';

export interface ServiceClientOptions extends CallLimits {
  readonly services: readonly ServiceAddress[];
  /** Of calls to one service at a time; as many again wait. */
  readonly concurrency: number;
  readonly breaker: BreakerPolicy;
}

export interface ServiceClientParts {
  readonly lookup: SrvLookup;
  /** The value of `Authorization` for a service. */
  readonly authorization: (service: string) => Promise<string>;
  readonly transaction: Pick<CurrentTransaction<Transaction>, 'get'>;
  readonly logger: Logger;
  /** Of [0, 1), for pauses and targets. */
  readonly random?: () => number;
}

/** Printable ASCII, as draft-ietf-httpapi-idempotency-key-header has it. */
const keyForm = /^[\x20-\x7e]{1,255}$/;

/** The services of the settings, each with connections, a circuit breaker and a budget of its own. */
export class HttpServiceClient implements ServiceClient, ServiceBreakers {
  readonly #caller: JsonCaller;
  readonly #services = new Map<
    string,
    { readonly remote: RemoteService; readonly breaker: ServiceBreaker }
  >();

  constructor(
    options: ServiceClientOptions,
    private readonly parts: ServiceClientParts,
  ) {
    const { concurrency, attemptMs, totalMs } = options;
    const { lookup, authorization, logger, random = Math.random } = parts;
    this.#caller = new JsonCaller(concurrency, attemptMs);
    for (const address of options.services) {
      const { service, basePath } = address;
      const breaker = new ServiceBreaker(service, options.breaker, logger);
      const remote = new RemoteService(
        service,
        {
          targets: targetsOf(address, lookup, random),
          basePath,
          authorization: () => authorization(service),
          caller: this.#caller,
          breaker,
          queue: new BoundedQueue({ concurrency, maxQueue: concurrency, maxWaitMs: totalMs / 2 }),
          budget: new RetryBudget(),
        },
        options,
        logger,
        random,
      );
      this.#services.set(service, { remote, breaker });
    }
  }

  knows(service: string): boolean {
    return this.#services.has(service);
  }

  async call<T>(service: string, request: ServiceRequest<T>): Promise<T> {
    const known = this.#services.get(service);
    if (known === undefined)
      throw new OperatorError(`There is no service ${service}: add its address to SERVICES`);
    requireForm(request);
    // It would hold a connection of the database, and rows, for as long as another service likes.
    if (this.parts.transaction.get() !== null)
      throw new Error('Another service is not called within a unit of work');
    return known.remote.call(request);
  }

  list(): readonly BreakerReport[] {
    return [...this.#services.values()].map(({ breaker }) => breaker.report());
  }

  async close(): Promise<void> {
    for (const { breaker } of this.#services.values()) breaker.close();
    await this.#caller.close();
  }
}

/** @throws Error for what would lead elsewhere, or could not be sent. */
function requireForm({ path, idempotencyKey }: ServiceRequest<unknown>): void {
  const url = path.startsWith('/') ? URL.parse(`http://service${path}`) : null;
  // An empty segment is an id that was forgotten.
  if (url === null || url.pathname + url.search !== path || url.pathname.includes('//'))
    throw new Error(
      'The path of a service begins with /, is encoded, and has neither dot nor empty segments',
    );
  if (idempotencyKey !== undefined && !keyForm.test(idempotencyKey))
    throw new Error('An idempotency key has 1 to 255 printable ASCII characters');
}
