import type { Piscina } from 'piscina';

const idleTimeoutMs = 30_000;

type Pool = Piscina<{ password: string; setting: string }, string>;

/** bcrypt in worker threads, which begin with the first use, as does Piscina, and end when there is none. */
export class BcryptPool {
  #pool: Promise<Pool> | null = null;

  constructor(private readonly maxThreads: number) {}

  async run(password: string, setting: string): Promise<string> {
    this.#pool ??= openPool(this.maxThreads);
    return (await this.#pool).run({ password, setting });
  }

  async close(): Promise<void> {
    await (await this.#pool)?.close();
    this.#pool = null;
  }
}

async function openPool(maxThreads: number): Promise<Pool> {
  const { Piscina } = await import('piscina');
  return new Piscina({
    filename: workerUrl(),
    minThreads: 0,
    maxThreads,
    idleTimeout: idleTimeoutMs,
    // The workers need neither the secrets in the environment nor the flags of the process.
    env: {},
    execArgv: [],
  });
}

/** Compiled, or as it stands when this file is. */
function workerUrl(): string {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return new URL(`./bcrypt-worker.${extension}`, import.meta.url).href;
}
