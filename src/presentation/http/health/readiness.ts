import { unavailable } from '#application/shared/errors.js';
import type { Logger } from '#application/shared/logger.js';
import type { FieldError } from '#domain/shared/app-error.js';
import { errorReport } from '../errors/error-report.js';
import type { Lifecycle } from '../plugins/shutdown.js';

/** Something that the service cannot work without. */
export interface HealthCheck {
  /** Shown to anybody who asks: what it is, not where or which version (ASVS 13.4.6). */
  readonly name: string;
  /** Rejects when it is down. What is busy will do what is asked of it, later. */
  check(): Promise<Exclude<DependencyState, 'down'>>;
}

export const dependencyStates = ['up', 'busy', 'read-only', 'down'] as const;

export type DependencyState = (typeof dependencyStates)[number];

/** State by dependency. */
export type Readiness = Readonly<Record<string, DependencyState>>;

const defaultTimeoutMs = 2_000;

/** Asks every dependency, each for a bounded time. Questions asked at the same time share the answer. */
export class ReadinessProbe {
  #running: Promise<Readiness> | null = null;

  constructor(
    private readonly checks: readonly HealthCheck[],
    private readonly lifecycle: Lifecycle,
    private readonly logger: Logger,
    private readonly timeoutMs = defaultTimeoutMs,
  ) {}

  /** @throws AppError UNAVAILABLE, with the state of each dependency, when one cannot be worked with. */
  async check(): Promise<Readiness> {
    if (this.lifecycle.isShuttingDown) {
      throw unavailable({ details: [{ field: 'service', message: 'is shutting down' }] });
    }
    this.#running ??= this.#ask().finally(() => {
      this.#running = null;
    });
    const readiness = await this.#running;
    const isReady = Object.values(readiness).every((state) => state === 'up' || state === 'busy');
    if (!isReady) throw unavailable({ details: detailsOf(readiness) });
    return readiness;
  }

  async #ask(): Promise<Readiness> {
    const states = this.checks.map(async (check) => [check.name, await this.#stateOf(check)]);
    return Object.fromEntries(await Promise.all(states));
  }

  async #stateOf(dependency: HealthCheck): Promise<DependencyState> {
    const timeout = Promise.withResolvers<never>();
    const timer = setTimeout(() => timeout.reject(new Error('Timed out')), this.timeoutMs);
    try {
      return await Promise.race([dependency.check(), timeout.promise]);
    } catch (error) {
      this.logger.warn('health check failed', { check: dependency.name, error: errorReport(error) });
      return 'down';
    } finally {
      clearTimeout(timer);
    }
  }
}

function detailsOf(readiness: Readiness): readonly FieldError[] {
  return Object.entries(readiness).map(([field, state]) => ({ field, message: `is ${state}` }));
}
