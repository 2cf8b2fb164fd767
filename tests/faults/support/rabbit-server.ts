import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'amqplib';
import { freePort } from '../../support/service-process.js';
import { account, removeFolder, workFolder } from './program.js';
import { until } from './until.js';

/** A RabbitMQ that is stopped, killed and frozen, with its data in a folder of its own. */
export class RabbitServer {
  #child: ChildProcess | undefined;

  private constructor(
    private readonly binary: string,
    private readonly folder: string,
    private readonly ports: { readonly amqp: number; readonly distribution: number; readonly mapper: number },
  ) {
    process.once('exit', () => this.signal('SIGKILL'));
  }

  static async start(binary: string): Promise<RabbitServer> {
    const [amqp, distribution, mapper] = [await freePort(), await freePort(), await freePort()];
    const server = new RabbitServer(binary, await workFolder(), { amqp, distribution, mapper });
    await server.start();
    return server;
  }

  get url(): string {
    return `amqp://guest:guest@127.0.0.1:${this.ports.amqp}`;
  }

  async start(): Promise<void> {
    const { folder, ports } = this;
    // The port mapper belongs to the group, or it would outlive it as a daemon.
    const script = 'epmd & until epmd -names; do sleep 0.05; done; exec "$0"';
    const child = spawn('sh', ['-c', script, this.binary], {
      ...account,
      cwd: folder,
      detached: true,
      stdio: 'ignore',
      env: {
        PATH: process.env.PATH,
        HOME: folder,
        RABBITMQ_NODENAME: 'gatehouse-faults@localhost',
        RABBITMQ_NODE_IP_ADDRESS: '127.0.0.1',
        RABBITMQ_NODE_PORT: String(ports.amqp),
        RABBITMQ_DIST_PORT: String(ports.distribution),
        ERL_EPMD_PORT: String(ports.mapper),
        ERL_EPMD_ADDRESS: '127.0.0.1',
        RABBITMQ_CONF_ENV_FILE: `${folder}/rabbitmq-env.conf`,
        RABBITMQ_CONFIG_FILE: `${folder}/rabbitmq`,
        RABBITMQ_ENABLED_PLUGINS_FILE: `${folder}/plugins`,
        RABBITMQ_MNESIA_BASE: `${folder}/data`,
        RABBITMQ_LOG_BASE: `${folder}/log`,
        RABBITMQ_PID_FILE: `${folder}/pid`,
        // Brokers have machines of their own. Here it takes one processor at most, and none when it has nothing to do.
        RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '+S 1:1 +sbwt none +sbwtdcpu none +sbwtdio none',
      },
    });
    this.#child = child;
    await until('RabbitMQ answers', async () => {
      if (child.exitCode !== null) throw new Error(`RabbitMQ ended with ${child.exitCode}`);
      return connect(this.url).then(
        async (connection) => {
          await connection.close();
          return true;
        },
        () => false,
      );
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
