import type { Piscina } from 'piscina';
import type * as functions from './hash-worker.js';

const idleTimeoutMs = 30_000;
/** The one that a thread works on, and the next, which it begins without waiting to be told. */
const tasksOfThread = 2;

type Functions = typeof functions;
type Balancer = Exclude<Options['loadBalancer'], undefined>;
type Options = Exclude<ConstructorParameters<typeof Piscina>[0], undefined>;

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
    concurrentTasksPerWorker: tasksOfThread,
    loadBalancer: freeThreadsFirst(threads),
    idleTimeout: idleTimeoutMs,
    // With its way of waiting a thread begins a second task before it gives out the result of the first.
    atomics: 'disabled',
    recordTiming: false,
    // The workers need neither the secrets in the environment nor the flags of the process.
    env: {},
    execArgv: [],
  });
}

/** Nothing waits behind another task while there could be a thread of its own for it. */
function freeThreadsFirst(threads: number): Balancer {
  return (_, workers) => {
    const [least] = workers.toSorted((one, other) => one.currentUsage - other.currentUsage);
    if (least === undefined || least.currentUsage >= tasksOfThread) return null;
    return least.currentUsage === 0 || workers.length === threads ? least : null;
  };
}

/** Compiled, or as it stands when this file is. */
function workerUrl(): string {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return new URL(`./hash-worker.${extension}`, import.meta.url).href;
}
