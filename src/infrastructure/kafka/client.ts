import { isIP } from 'node:net';
import type { BaseOptions } from '@platformatic/kafka';
import { inTime } from '../brokers/in-time.js';
import { EventFailure } from '../events/event-failures.js';

export interface KafkaAccess {
  /** As `host:port`. */
  readonly brokers: readonly string[];
  /** With a certificate of whom it is verified, or of the usual authorities; null for none. */
  readonly tls: { readonly ca: string | undefined } | null;
  readonly sasl: {
    readonly mechanism: 'PLAIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512';
    readonly username: string;
    readonly password: string;
  } | null;
}

const connectTimeoutMs = 5_000;
/** Of one request; what must be sent again is sent within the time that its caller has. */
const requestTimeoutMs = 5_000;
const retryMs = 200;
/** To take leave of a broker that does not answer. */
const closingMs = 2_000;

/** It is large, and of no use where there is no Kafka. */
export function loadClient() {
  return import('@platformatic/kafka');
}

export function optionsOf({ brokers, tls, sasl }: KafkaAccess) {
  return {
    clientId: 'gatehouse',
    bootstrapBrokers: [...brokers],
    connectTimeout: connectTimeoutMs,
    requestTimeout: requestTimeoutMs,
    timeout: requestTimeoutMs,
    retryDelay: retryMs,
    ...(tls !== null && {
      tls: tls.ca === undefined ? {} : { ca: tls.ca },
      tlsServerName: areNames(brokers),
    }),
    ...(sasl !== null && { sasl }),
  } satisfies BaseOptions;
}

/** An address is no name to ask for (RFC 6066, section 3). */
function areNames(brokers: readonly string[]): boolean {
  return brokers.every((broker) => isIP(broker.replace(/:\d+$/, '').replace(/^\[|\]$/g, '')) === 0);
}

/**
 * Makes topics that are not there, with as many partitions and replicas as the broker gives by default.
 * @throws whatever the broker has against it.
 */
export async function ensureTopics(access: KafkaAccess, topics: readonly string[]): Promise<void> {
  const { Admin, UserError } = await loadClient();
  const admin = new Admin({ ...optionsOf(access), retries: false });
  try {
    for (const topic of topics) {
      const isThere = await admin.metadata({ topics: [topic] }).then(
        () => true,
        (error: unknown) => {
          if (error instanceof UserError) return false;
          throw error;
        },
      );
      if (isThere) continue;
      await admin.createTopics({ topics: [topic], partitions: -1, replicas: -1 }).catch((error: unknown) => {
        if (refusalOf(error) !== 'TOPIC_ALREADY_EXISTS') throw error;
      });
    }
  } finally {
    await done((callback) => admin.close(callback));
  }
}

export function headersOf(texts: Readonly<Record<string, string>>): Map<Buffer, Buffer> {
  return new Map(Object.entries(texts).map(([name, text]) => [Buffer.from(name), Buffer.from(text)]));
}

export function textsOf(headers: ReadonlyMap<Buffer, Buffer>): Record<string, string> {
  return Object.fromEntries([...headers].map(([name, value]) => [String(name), String(value)]));
}

/** What the broker calls its refusal, where it is one. */
export function refusalOf(error: unknown): string | undefined {
  if (error instanceof AggregateError)
    return error.errors.map(refusalOf).findLast((name) => name !== undefined);
  const { apiId } = (error ?? {}) as { apiId?: unknown };
  return typeof apiId === 'string' ? apiId : undefined;
}

/** Why it failed, in a few words that hold no secret; of many attempts the last. */
export function failureOf(error: unknown): string {
  if (error instanceof EventFailure) return error.message;
  const refusal = refusalOf(error);
  if (refusal !== undefined) return refusal;
  if (error instanceof AggregateError && error.errors.length > 0) return failureOf(error.errors.at(-1));
  if (!(error instanceof Error)) return 'unknown';
  const { code } = error as { code?: unknown };
  const own = code === undefined ? error.name : `${error.name} ${code}`;
  return error.cause === undefined ? own : `${own}: ${failureOf(error.cause)}`;
}

interface Closable {
  close(force: boolean, callback: () => void): void;
  readonly connections: { close(callback: () => void): void };
}

/** Resolves when it is closed, with its connections even where nobody answers, or when its time is over. */
export async function closeClient(client: Closable): Promise<void> {
  await done((callback) => client.close(true, callback));
  await done((callback) => client.connections.close(callback));
}

async function done(begin: (callback: () => void) => void): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  begin(resolve);
  await inTime(closingMs, promise, 'It was not closed').catch(() => undefined);
}
