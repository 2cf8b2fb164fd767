import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

const checkout = join(import.meta.dirname, '../..');

/** Below those that the system gives to whoever connects, so that it stays free until it is used, again and again. */
export async function freePort(): Promise<number> {
  const port = randomInt(10_000, 32_768);
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch {
    return freePort();
  }
  server.close();
  await once(server, 'close');
  return port;
}

/** The built service in a process of its own, which can be killed. */
export class ServiceProcess {
  #child: ChildProcess | null = null;
  #output = '';

  constructor(
    readonly port: number,
    private readonly env: Record<string, string>,
    private readonly root = checkout,
  ) {}

  get baseUrl(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** One on the same port, with this changed in its environment. */
  with(env: Readonly<Record<string, string>>): ServiceProcess {
    return new ServiceProcess(this.port, { ...this.env, ...env }, this.root);
  }

  /** All that it has written, over all its starts. */
  get output(): string {
    return this.#output;
  }

  /** Resolves when it is ready. @throws Error with what it wrote when it ends instead. */
  async start(): Promise<void> {
    const main = join(this.root, 'dist/src/main.js');
    if (!existsSync(main)) throw new Error('Build first: npm run build');
    const child = spawn(process.execPath, ['--enable-source-maps', main], {
      cwd: this.root,
      env: {
        PATH: process.env.PATH ?? '',
        PORT: String(this.port),
        GATEHOUSE_CONFIG: join(import.meta.dirname, 'built-in-features.config.ts'),
        ...this.env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    const began = this.#output.length;
    const ready = Promise.withResolvers<void>();
    const listen = (chunk: Buffer) => {
      this.#output += chunk.toString();
      if (this.#output.includes('Listening', began)) ready.resolve();
    };
    child.stdout?.on('data', listen);
    child.stderr?.on('data', listen);
    child.once('close', (code) => {
      ready.reject(new Error(`The service ended with ${code}:\n${this.#output.slice(began)}`));
    });
    await ready.promise;
  }

  /** SIGSTOP freezes it, SIGCONT lets it go on. */
  signal(signal: NodeJS.Signals): void {
    this.#child?.kill(signal);
  }

  /** Whoever reads its standard output goes away, as a `head` does. */
  closeOutput(): void {
    this.#child?.stdout?.destroy();
  }

  /** Nobody reads its standard output until `resumeOutput`, and what it is written to fills up. */
  stallOutput(): void {
    this.#child?.stdout?.pause();
  }

  resumeOutput(): void {
    this.#child?.stdout?.resume();
  }

  /** Null while it runs, and where a signal ended it. */
  get exitCode(): number | null {
    return this.#child?.exitCode ?? null;
  }

  /** What ended it; null while it runs, and where it ended by itself. */
  get endedBy(): NodeJS.Signals | null {
    return this.#child?.signalCode ?? null;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** @returns the exit code, null where the signal ended it. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    const child = this.#child;
    if (child === null) return null;
    this.#child = null;
    if (child.exitCode === null && child.signalCode === null) {
      child.kill(signal);
      await once(child, 'close');
    }
    return child.exitCode;
  }
}
