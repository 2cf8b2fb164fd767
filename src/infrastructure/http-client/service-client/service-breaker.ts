import CircuitBreaker from 'opossum';
import type { ServiceBreaker as BreakerReport } from '#application/service-client/service-breakers.js';
import type { Logger } from '#application/shared/logger.js';
import { ServiceRefusal } from '#application/shared/service-client.js';
import { ServiceFault } from './service-fault.js';

export interface BreakerPolicy {
  /** Opens when more than this share of the attempts has failed, in percent, */
  readonly thresholdPercent: number;
  /** of so many at least within the last ten seconds. */
  readonly minAttempts: number;
  /** For so long it is open; then one attempt is let through. */
  readonly resetMs: number;
}

const windowMs = 10_000;

/** Spares callers the wait for a service that does not answer, and spares it their calls. */
export class ServiceBreaker {
  readonly #circuit: CircuitBreaker<[() => Promise<unknown>], unknown>;
  readonly #counts = { attempts: 0, failures: 0, spared: 0 };
  #openedAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly service: string,
    private readonly policy: BreakerPolicy,
    logger: Logger,
  ) {
    const circuit = new CircuitBreaker((attempt: () => Promise<unknown>) => attempt(), {
      // Attempts have a time limit of their own, which ends them too.
      timeout: false,
      errorThresholdPercentage: policy.thresholdPercent,
      volumeThreshold: policy.minAttempts,
      resetTimeout: policy.resetMs,
      // What failed before it opened is forgotten when it closes: one failure more would open it again.
      rollingCountTimeout: Math.min(windowMs, policy.resetMs),
      rollingPercentilesEnabled: false,
      enableSnapshots: false,
      errorFilter: (error: unknown) => !isIllness(error),
    });
    circuit.on('failure', () => {
      this.#counts.failures += 1;
    });
    circuit.on('open', () => {
      this.#openedAt = performance.now();
      const { failures } = circuit.stats;
      logger.warn('A service is not called for a while', {
        service,
        failures,
        seconds: policy.resetMs / 1000,
      });
    });
    circuit.on('close', () => logger.info('A service is called again', { service }));
    this.#circuit = circuit;
  }

  get isOpen(): boolean {
    return this.#circuit.opened;
  }

  /** Until an attempt is let through; zero when that is so now. */
  get pauseMs(): number {
    if (!this.isOpen) return 0;
    return Math.max(0, this.#openedAt + this.policy.resetMs - performance.now());
  }

  /**
   * To be asked before a call: opossum takes what it refuses itself for calls that have not failed.
   * @throws ServiceFault when it is open.
   */
  requireAdmission(): void {
    if (this.isOpen) throw this.#spare();
  }

  /** @throws ServiceFault instead of an attempt when it is open, or the probe is under way. */
  async run<T>(attempt: () => Promise<T>): Promise<T> {
    const counted = () => {
      this.#counts.attempts += 1;
      return attempt();
    };
    try {
      return (await this.#circuit.fire(counted)) as T;
    } catch (error) {
      throw CircuitBreaker.isOurError(error as Error) ? this.#spare() : error;
    }
  }

  report(): BreakerReport {
    const state = this.#circuit.opened ? 'open' : this.#circuit.halfOpen ? 'half-open' : 'closed';
    return { service: this.service, state, ...this.#counts };
  }

  close(): void {
    this.#circuit.shutdown();
  }

  #spare(): ServiceFault {
    this.#counts.spared += 1;
    return new ServiceFault('Its circuit breaker is open', { isIllness: false, isSpared: true });
  }
}

/** What the service says of a request says nothing against the service. */
function isIllness(error: unknown): boolean {
  if (error instanceof ServiceRefusal) return false;
  return !(error instanceof ServiceFault) || error.isIllness;
}
