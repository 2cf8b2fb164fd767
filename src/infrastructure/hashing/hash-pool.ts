import type { Piscina } from 'piscina';
import type * as functions from './hash-worker.js';

const idleTimeoutMs = 30_000;

type Functions = typeof functions;

/**
 * Hashes in worker threads. They begin with the first use, as does Piscina, and end when there is none. Where one cannot
 * begin, what waits fails with it, and the next use tries again.
 */
export class HashPool {
  #pool: Promise<Piscina> | null = null;

  /** @param file with the functions, as a URL. */
  constructor(
    private readonly threads: number,
    private readonly file = workerUrl(),
  ) {}

  async run<Name extends keyof Functions>(
    name: Name,
    task: Parameters<Functions[Name]>[0],
  ): Promise<ReturnType<Functions[Name]>> {
    this.#pool ??= this.#open();
    return (await this.#pool).run(task, { name });
  }

  async close(): Promise<void> {
    await (await this.#pool)?.close();
    this.#pool = null;
  }

  #open(): Promise<Piscina> {
    const opening = openPool(this.threads, this.file);
    const forget = () => {
      if (this.#pool === opening) this.#pool = null;
    };
    opening.then((pool) => {
      pool.on('error', () => {
        forget();
        void pool.destroy();
      });
    }, forget);
    return opening;
  }
}

async function openPool(threads: number, filename: string): Promise<Piscina> {
  const { Piscina } = await import('piscina');
  return new Piscina({
    filename,
    minThreads: 0,
    maxThreads: threads,
    idleTimeout: idleTimeoutMs,
    // The workers need neither the secrets in the environment nor the flags of the process.
    env: {},
    execArgv: [],
  });
}

/** Compiled, or as it stands when this file is. */
function workerUrl(): string {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return new URL(`./hash-worker.${extension}`, import.meta.url).href;
}
