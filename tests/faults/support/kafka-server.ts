import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Admin } from '@platformatic/kafka';
import type { Certificate } from '../../support/certificate.js';
import { freePort } from '../../support/service-process.js';
import { account, removeFolder, workFolder } from './program.js';
import { until } from './until.js';

/** What a listener demands of those who connect. */
export interface Protection {
  readonly certificate: Certificate;
  readonly username: string;
  readonly password: string;
}

/** A Kafka that is stopped, killed and frozen, with its data in a folder of its own. */
export class KafkaServer {
  #child: ChildProcess | undefined;

  private constructor(
    private readonly binary: string,
    private readonly folder: string,
    private readonly port: number,
    private readonly controllerPort: number,
    private readonly securePort: number,
    private readonly protection: Protection | undefined,
  ) {
    process.once('exit', () => this.signal('SIGKILL'));
  }

  /** @param protection of a second listener, which has one only where this is given. */
  static async start(binary: string, protection?: Protection): Promise<KafkaServer> {
    const ports = [await freePort(), await freePort(), await freePort()] as const;
    const server = new KafkaServer(binary, await workFolder(), ...ports, protection);
    await server.start();
    return server;
  }

  get secureBroker(): string {
    return `127.0.0.1:${this.securePort}`;
  }

  get broker(): string {
    return `127.0.0.1:${this.port}`;
  }

  /** Resolves when it answers. */
  async start(): Promise<void> {
    const args = [this.folder, String(this.port), String(this.controllerPort), ...(await this.#protect())];
    const child = spawn(this.binary, args, {
      ...account,
      cwd: this.folder,
      detached: true,
      stdio: 'ignore',
      env: { PATH: process.env.PATH, HOME: this.folder },
    });
    this.#child = child;
    await until('Kafka answers', async () => {
      if (child.exitCode !== null) throw new Error(`Kafka ended with ${child.exitCode}`);
      return answers(this.broker);
    });
  }

  async #protect(): Promise<readonly string[]> {
    if (this.protection === undefined) return [];
    const { certificate, username, password } = this.protection;
    const file = join(this.folder, 'protection.properties');
    const plain = 'org.apache.kafka.common.security.plain.PlainLoginModule';
    const scram = 'org.apache.kafka.common.security.scram.ScramLoginModule';
    await writeFile(
      file,
      [
        `listeners=PLAINTEXT://${this.broker},CONTROLLER://127.0.0.1:${this.controllerPort},SASL_SSL://${this.secureBroker}`,
        `advertised.listeners=PLAINTEXT://${this.broker},SASL_SSL://${this.secureBroker}`,
        'ssl.keystore.type=PEM',
        `ssl.keystore.certificate.chain=${certificate.cert.replaceAll('\n', '\\n')}`,
        `ssl.keystore.key=${certificate.key.replaceAll('\n', '\\n')}`,
        'sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-256,SCRAM-SHA-512',
        `listener.name.sasl_ssl.plain.sasl.jaas.config=${plain} required user_${username}="${password}";`,
        `listener.name.sasl_ssl.scram-sha-256.sasl.jaas.config=${scram} required;`,
        `listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config=${scram} required;`,
      ].join('\n'),
    );
    const added = ['SCRAM-SHA-256', 'SCRAM-SHA-512'].flatMap((mechanism) => [
      '--add-scram',
      `${mechanism}=[name=${username},password=${password}]`,
    ]);
    return [file, ...added];
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
