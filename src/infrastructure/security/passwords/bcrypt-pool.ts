import { Piscina } from 'piscina';

const idleTimeoutMs = 30_000;

/** bcrypt in worker threads, which begin with the first use and end when there is none. */
export class BcryptPool {
  #pool: Piscina<{ password: string; setting: string }, string> | null = null;

  constructor(private readonly maxThreads: number) {}

  run(password: string, setting: string): Promise<string> {
    this.#pool ??= new Piscina({
      filename: workerUrl(),
      minThreads: 0,
      maxThreads: this.maxThreads,
      idleTimeout: idleTimeoutMs,
      // The workers need neither the secrets in the environment nor the flags of the process.
      env: {},
      execArgv: [],
    });
    return this.#pool.run({ password, setting });
  }

  async close(): Promise<void> {
    await this.#pool?.close();
    this.#pool = null;
  }
}

/** Compiled, or as it stands when this file is. */
function workerUrl(): string {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return new URL(`./bcrypt-worker.${extension}`, import.meta.url).href;
}
