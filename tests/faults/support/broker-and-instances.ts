import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'vitest';
import { composeService } from '#composition/service.js';
import { appendFor, type StressedBroker } from '../../support/broker-under-stress.js';
import { Cluster } from './cluster.js';
import { Load } from './load.js';
import { PostgresServer } from './postgres-server.js';

/** A broker in processes of its own. */
export interface BrokerServer {
  start(): Promise<void>;
  stop(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  signal(signal: NodeJS.Signals): void;
}

/** Two minutes and more for each broker, and five faults in place of three: BROKER_EVENTS=10000. */
const events = Number(process.env.BROKER_EVENTS ?? 2_000);
const isThorough = events >= 10_000;

export interface PublishOptions {
  /** Of the instances that publish. */
  readonly env: Readonly<Record<string, string>>;
  /** When they run. */
  broker(cluster: Cluster, postgres: PostgresServer): Promise<StressedBroker>;
  /** Resolves when a fault that is over has left no trace; otherwise the next one comes at once. */
  recovered?(postgres: PostgresServer): Promise<void>;
}

/**
 * Two instances publish, and are killed (SIGKILL) in turn, while the broker is killed, frozen and stopped, and honest
 * clients use the service.
 * @returns what came of it, in words.
 */
export async function publishWhileAllFail(
  server: BrokerServer,
  { env, broker, recovered = async () => undefined }: PublishOptions,
): Promise<string> {
  const postgres = await PostgresServer.start();
  const database = {
    DATABASE_URL: postgres.url(),
    ENCRYPTION_KEY: Buffer.alloc(32, 'broker').toString('base64'),
  };
  const cluster = await Cluster.start({ env: { ...database, ...env } });
  const load = new Load(cluster.urls, 1);
  const appender = composeService({
    environment: { NODE_ENV: 'test', EVENTS_ENABLED: 'false', WEBHOOKS_ENABLED: 'false', ...database },
  });
  let kills = 0;
  const killAnInstance = async () => {
    const victim = cluster.instances[kills % cluster.instances.length];
    kills += 1;
    await victim?.stop('SIGKILL');
    await victim?.start();
  };
  const killed = async () => {
    await Promise.all([server.stop('SIGKILL').then(() => server.start()), killAnInstance()]);
  };
  const frozen = async () => {
    server.signal('SIGSTOP');
    await killAnInstance().finally(() => server.signal('SIGCONT'));
  };
  const stopped = async () => {
    await server.stop('SIGTERM');
    await killAnInstance();
    await server.start();
  };
  try {
    const published = await broker(cluster, postgres);
    await load.start();
    const over = new AbortController();
    const reading = read(load, over.signal);
    // Told below.
    reading.catch(() => undefined);
    const faults = isThorough ? [killed, frozen, stopped, killed, frozen] : [killed, frozen, stopped];
    const lags: string[] = [];
    const { duplicates } = await appendFor(
      published,
      appender,
      events,
      faults.map((fault, index) => async () => {
        await fault();
        const overAt = performance.now();
        await recovered(postgres);
        lags.push(((performance.now() - overAt) / 1000).toFixed(1));
        if (index < faults.length - 1) return;
        over.abort();
        await reading;
        await load.stop();
      }),
    );
    expect(load.violations).toEqual({ lostChanges: [], endedSessions: [], oddAnswers: [] });
    const times = load.answers
      .filter(({ operation, status }) => operation === 'me' && status === 200)
      .map(({ ms }) => ms)
      .sort((one, other) => one - other);
    const p99 = times[Math.floor(times.length * 0.99)]?.toFixed(1);
    return `${duplicates} of ${events} came twice; p99 of ${times.length} times /me: ${p99} ms; recovered after s: ${lags}`;
  } finally {
    await appender.close();
    await cluster.stop();
    await postgres.remove();
  }
}

/** Asks for an account all the time, as most requests do. */
async function read(load: Load, over: AbortSignal): Promise<void> {
  const email = `${randomUUID()}@example.com`;
  await load.register(email, `reader-${randomUUID().slice(0, 8)}`);
  const { token } = await load.logIn(email);
  while (!over.aborted) {
    await load.send('me', 'GET', '/me', { token, expected: [200] });
    await delay(15);
  }
}
