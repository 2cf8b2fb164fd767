import { freePort, ServiceProcess } from '../../support/service-process.js';

/** Cheap hashing, no limit in the way of a load; the time limits are the default ones. */
const baseEnv = {
  NODE_ENV: 'test',
  LOG_FORMAT: 'json',
  TOKEN_ISSUER: 'https://gatehouse.test',
  ENCRYPTION_KEY: Buffer.from('a test key of exactly 32 bytes!!').toString('base64'),
  ARGON2_MEMORY_KIB: '128',
  ARGON2_ITERATIONS: '1',
  RATE_LIMIT_REGISTER: '0',
  RATE_LIMIT_LOGIN: '0',
  RATE_LIMIT_REFRESH: '0',
  RATE_LIMIT_SENSITIVE: '0',
  RATE_LIMIT_LISTS: '0',
  RATE_LIMIT_WRITES: '0',
  EVENTS_LEASE_SECONDS: '2',
  MIGRATE_ON_START: 'false',
};

export interface ClusterOptions {
  /** For all instances. */
  readonly env?: Readonly<Record<string, string>>;
  /** One for each instance, with what is its own. */
  readonly instances?: readonly Readonly<Record<string, string>>[];
}

/** Instances of the built service, each a process of its own, on one database. */
export class Cluster {
  private constructor(private readonly processes: ServiceProcess[]) {}

  get instances(): readonly ServiceProcess[] {
    return [...this.processes];
  }

  static async start({ env = {}, instances = [{}, {}] }: ClusterOptions): Promise<Cluster> {
    const processes: ServiceProcess[] = [];
    for (const own of instances) {
      processes.push(new ServiceProcess(await freePort(), { ...baseEnv, ...env, ...own }));
    }
    const cluster = new Cluster(processes);
    const starts = await Promise.allSettled(processes.map((instance) => instance.start()));
    const failed = starts.find(({ status }) => status === 'rejected') as PromiseRejectedResult | undefined;
    if (failed === undefined) return cluster;
    await cluster.stop();
    throw failed.reason;
  }

  get urls(): readonly string[] {
    return this.instances.map(({ baseUrl }) => baseUrl);
  }

  /** The same port with another environment; neither runs yet, or any more. */
  successorOf(instance: ServiceProcess, env: Readonly<Record<string, string>>): ServiceProcess {
    const successor = instance.with(env);
    this.processes.splice(this.processes.indexOf(instance), 1, successor);
    return successor;
  }

  async stop(): Promise<void> {
    await Promise.all(this.instances.map((instance) => instance.stop('SIGKILL')));
  }
}
