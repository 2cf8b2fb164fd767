import { unavailable } from '#application/shared/errors.js';
import type { Logger } from '#application/shared/logger.js';
import type { FieldError } from '#domain/shared/app-error.js';
import { errorReport } from '../errors/error-report.js';
import type { Lifecycle } from '../plugins/shutdown.js';

/** Something that the service cannot work without. */
export interface HealthCheck {
  /** Shown to anybody who asks: what it is, not where or which version (ASVS 13.4.6). */
  readonly name: string;
  /** Rejects when it is down. */
  check(): Promise<void>;
}

export type Readiness = Readonly<Record<string, 'up'>>;

const defaultTimeoutMs = 2_000;

/** Asks every dependency, each for a bounded time. Questions asked at the same time share the answer. */
export class ReadinessProbe {
  #running: Promise<readonly boolean[]> | null = null;

  constructor(
    private readonly checks: readonly HealthCheck[],
    private readonly lifecycle: Lifecycle,
    private readonly logger: Logger,
    private readonly timeoutMs = defaultTimeoutMs,
  ) {}

  /** @throws AppError UNAVAILABLE, with the state of each dependency, when one is down. */
  async check(): Promise<Readiness> {
    if (this.lifecycle.isShuttingDown) {
      throw unavailable({ details: [{ field: 'service', message: 'is shutting down' }] });
    }
    this.#running ??= this.#ask().finally(() => {
      this.#running = null;
    });
    const answers = await this.#running;
    if (answers.includes(false)) throw unavailable({ details: this.#statesOf(answers) });
    return Object.fromEntries(this.checks.map(({ name }) => [name, 'up']));
  }

  #ask(): Promise<readonly boolean[]> {
    return Promise.all(this.checks.map((check) => this.#isUp(check)));
  }

  #statesOf(answers: readonly boolean[]): readonly FieldError[] {
    return this.checks.map(({ name }, index) => ({
      field: name,
      message: answers[index] ? 'is up' : 'is down',
    }));
  }

  async #isUp(dependency: HealthCheck): Promise<boolean> {
    const timeout = Promise.withResolvers<never>();
    const timer = setTimeout(() => timeout.reject(new Error('Timed out')), this.timeoutMs);
    try {
      await Promise.race([dependency.check(), timeout.promise]);
      return true;
    } catch (error) {
      this.logger.warn('health check failed', { check: dependency.name, error: errorReport(error) });
      return false;
    } finally {
      clearTimeout(timer);
    }
  }
}
