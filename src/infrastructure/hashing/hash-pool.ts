import type { Piscina } from 'piscina';
import type * as functions from './hash-worker.js';

const idleTimeoutMs = 30_000;

type Functions = typeof functions;

/**
 * Hashes in worker threads. They begin with the first use, as does Piscina, and end when there is none. Where one cannot
 * begin, what waits fails with it, and the next use tries again.
 */
export class HashPool {
  #pool: Piscina | null = null;

  /** @param file with the functions, as a URL. */
  constructor(
    private readonly threads: number,
    private readonly file = workerUrl(),
  ) {}

  async run<Name extends keyof Functions>(
    name: Name,
    task: Parameters<Functions[Name]>[0],
  ): Promise<ReturnType<Functions[Name]>> {
    const { Piscina } = await import('piscina');
    this.#pool ??= this.#open(Piscina);
    return this.#pool.run(task, { name });
  }

  async close(): Promise<void> {
    await this.#pool?.close();
    this.#pool = null;
  }

  #open(Pool: typeof Piscina): Piscina {
    const pool = new Pool({
      filename: this.file,
      minThreads: 0,
      maxThreads: this.threads,
      idleTimeout: idleTimeoutMs,
      // The workers need neither the secrets in the environment nor the flags of the process.
      env: {},
      execArgv: [],
    });
    // A pool whose thread could not begin would let its tasks wait for ever.
    pool.on('error', () => {
      if (this.#pool === pool) this.#pool = null;
      void pool.destroy();
    });
    return pool;
  }
}

/** Compiled, or as it stands when this file is. */
function workerUrl(): string {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return new URL(`./hash-worker.${extension}`, import.meta.url).href;
}
