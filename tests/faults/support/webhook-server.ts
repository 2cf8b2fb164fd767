import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../../support/service-process.js';
import { removeFolder, workFolder } from './program.js';
import { until } from './until.js';

export interface Delivery {
  readonly id: string;
  readonly body: { readonly subject: string; readonly sequence: string };
}

/** A receiver of webhooks in a process of its own, which can be stopped, killed and frozen. */
export class WebhookServer {
  #child: ChildProcess | null = null;

  private constructor(
    readonly port: number,
    private readonly folder: string,
  ) {}

  static async start(): Promise<WebhookServer> {
    const server = new WebhookServer(await freePort(), await workFolder());
    await server.start();
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/`;
  }

  async start(): Promise<void> {
    const program = join(import.meta.dirname, 'receiver-program.ts');
    this.#child = spawn(process.execPath, [program, String(this.port), this.#file], { stdio: 'ignore' });
    await until('the receiver answers', () =>
      fetch(this.url).then(
        () => true,
        () => false,
      ),
    );
  }

  /** SIGSTOP freezes it, SIGCONT lets it go on. */
  signal(signal: NodeJS.Signals): void {
    this.#child?.kill(signal);
  }

  async stop(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'close');
    child.kill(signal);
    await ended;
  }

  async remove(): Promise<void> {
    await this.stop('SIGKILL');
    await removeFolder(this.folder);
  }

  /** All that has come, in its order. */
  async received(): Promise<readonly Delivery[]> {
    const text = await readFile(this.#file, 'utf8');
    return text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line));
  }

  get #file(): string {
    return join(this.folder, 'received');
  }
}
