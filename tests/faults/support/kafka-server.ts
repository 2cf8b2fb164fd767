import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Admin } from '@platformatic/kafka';
import { freePort } from '../../support/service-process.js';
import { account, removeFolder, workFolder } from './program.js';
import { until } from './until.js';

/** A Kafka that is stopped, killed and frozen, with its data in a folder of its own. */
export class KafkaServer {
  #child: ChildProcess | undefined;

  private constructor(
    private readonly binary: string,
    private readonly folder: string,
    private readonly port: number,
    private readonly controllerPort: number,
  ) {}

  static async start(binary: string): Promise<KafkaServer> {
    const server = new KafkaServer(binary, await workFolder(), await freePort(), await freePort());
    await server.start();
    return server;
  }

  get broker(): string {
    return `127.0.0.1:${this.port}`;
  }

  /** Resolves when it answers. */
  async start(): Promise<void> {
    const args = [this.folder, String(this.port), String(this.controllerPort)];
    const child = spawn(this.binary, args, {
      ...account,
      cwd: this.folder,
      detached: true,
      stdio: 'ignore',
      env: { PATH: process.env.PATH, HOME: this.folder },
    });
    this.#child = child;
    process.once('exit', () => this.signal('SIGKILL'));
    await until('Kafka answers', async () => {
      if (child.exitCode !== null) throw new Error(`Kafka ended with ${child.exitCode}`);
      return answers(this.broker);
    });
  }

  /** To all of its processes. */
  signal(signal: NodeJS.Signals): void {
    if (this.#child?.pid === undefined || this.#child.exitCode !== null) return;
    try {
      process.kill(-this.#child.pid, signal);
    } catch {
      // It has ended.
    }
  }

  async stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'close');
    this.signal(signal);
    await ended;
    this.#child = undefined;
  }

  async remove(): Promise<void> {
    this.signal('SIGCONT');
    await this.stop('SIGKILL');
    await removeFolder(this.folder);
  }
}

async function answers(broker: string): Promise<boolean> {
  const admin = new Admin({ clientId: 'tests', bootstrapBrokers: [broker], retries: false });
  return admin
    .listTopics()
    .then(
      () => true,
      () => false,
    )
    .finally(() => admin.close());
}
