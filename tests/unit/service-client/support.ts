import type { ServiceRequest } from '#application/shared/service-client.js';
import { AppError } from '#domain/shared/app-error.js';
import {
  HttpServiceClient,
  type ServiceClientOptions,
  type ServiceClientParts,
} from '#infrastructure/http-client/service-client/http-service-client.js';
import type { ServiceAddress } from '#infrastructure/http-client/service-client/service-address.js';
import { aRecordingLogger } from '#testing/loggers.js';
import { type Answering, WebhookReceiver } from '../../support/webhook-receiver.js';

export const secretToken = 'eyJ-the-token-of-the-service';

export interface ClientOptions
  extends Partial<Omit<ServiceClientOptions, 'services'>>,
    Partial<Pick<ServiceClientParts, 'lookup' | 'random' | 'transaction' | 'authorization'>> {}

/** What is open at the end of a test. */
export const closing: (() => unknown)[] = [];

/** A client whose pauses take no time, and whose limits are in nobody's way, unless told otherwise. */
export function aClient(address: Partial<ServiceAddress>, options: ClientOptions = {}) {
  const {
    lookup = { recordsOf: () => Promise.reject(new Error('No lookup is expected')) },
    random = () => 0,
    transaction = { get: () => null },
    authorization = async () => `Bearer ${secretToken}`,
    ...limits
  } = options;
  const logger = aRecordingLogger();
  const client = new HttpServiceClient(
    {
      services: [{ service: 'billing', scheme: 'http:', host: '', isSrv: false, basePath: '', ...address }],
      concurrency: 50,
      attemptMs: 60_000,
      totalMs: 300_000,
      retries: 2,
      breaker: { thresholdPercent: 99, minAttempts: 1_000, resetMs: 10_000 },
      ...limits,
    },
    { lookup, authorization, transaction, logger, random },
  );
  closing.push(() => client.close());
  const call = <T = unknown>(request: Partial<ServiceRequest<T>> = {}): Promise<T> =>
    client.call('billing', { method: 'GET', path: '/things', parse: (body) => body as T, ...request });
  return { client, call, logger };
}

/** A service on this machine, which answers as it is told, and what is needed to find it. */
export async function aService(answer: Answering) {
  const receiver = await WebhookReceiver.start();
  closing.push(() => receiver.stop());
  receiver.answer = answer;
  return { receiver, host: new URL(receiver.url).host };
}

/** Where nobody listens: ports that the system gives to nobody. */
export const deadHosts = ['127.0.0.1:1', '127.0.0.1:2'] as const;

export const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): Answering =>
  (_received, response) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));

/** To be called before timers are faked: those of undici, which all tests share, are the real ones then and stay so. */
export async function startUndici(): Promise<void> {
  await outcomeOf(aClient({ host: deadHosts[0] }, { retries: 0 }).call());
}

/** What a call came to. */
export async function outcomeOf(call: Promise<unknown>): Promise<unknown> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof AppError) return { code: error.code, retryAfter: error.retryAfter };
    return error;
  }
}

export const unavailable = (retryAfter = 1) => ({ code: 'SERVICE_UNAVAILABLE', retryAfter });
