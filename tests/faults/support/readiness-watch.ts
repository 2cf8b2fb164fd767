import { setTimeout as delay } from 'node:timers/promises';

export interface ReadinessAnswer {
  readonly instance: number;
  readonly sentAt: number;
  readonly answeredAt: number;
  /** Null where there was no connection. */
  readonly status: number | null;
}

const intervalMs = 100;

/** Asks every instance whether it is ready, again and again, as a load balancer does. */
export class ReadinessWatch {
  readonly answers: ReadinessAnswer[] = [];
  #isStopping = false;
  readonly #running: Promise<unknown>;

  constructor(urls: readonly string[]) {
    this.#running = Promise.all(urls.map((url, instance) => this.#watch(url, instance)));
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    await this.#running;
  }

  async #watch(url: string, instance: number): Promise<void> {
    while (!this.#isStopping) {
      const sentAt = performance.now();
      const status = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(20_000) })
        .then(async (response) => {
          await response.text();
          return response.status;
        })
        .catch(() => null);
      this.answers.push({ instance, sentAt, answeredAt: performance.now(), status });
      await delay(intervalMs);
    }
  }
}
