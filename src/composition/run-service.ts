import { resolve } from 'node:path';
import { resolveStateDirectory } from '#infrastructure/state-directory.js';
import { defineFeature, type Feature } from './define-feature.js';
import { httpSettings } from './platform/http.feature.js';
import { loggingSettings } from './platform/logging.feature.js';
import { platform } from './platform/platform.tokens.js';
import { postgresSettings } from './platform/postgres.feature.js';
import { storageSettings } from './platform/storage.feature.js';
import { type RunningService, startService } from './service.js';

/** For what is left to close when the time for open requests is over. */
const closingMs = 2_000;

/** Standard output is for the one document then. */
const jsonOutput = defineFeature({
  name: 'json-output',
  bind: (wiring) => wiring.replace(platform.logDestination, () => process.stderr, []),
});

/**
 * The service as a process: says where it listens, and ends with a signal or an error that nobody caught.
 * @param isJson whether it says so as one JSON document, on standard output, where there is nothing else then.
 */
export async function runService(given: readonly Feature[], isJson = false): Promise<void> {
  const features = isJson ? [...given, jsonOutput] : given;
  // Nobody reads any more: that ends neither the service nor what it does.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  // Until the service runs there are no requests to wait for; what is half done is rolled back or taken up again.
  const told: string[] = [];
  // Printed and not logged: a password is for the eyes of one person. Last, where they look, and whatever happens.
  const tellAll = () => {
    for (const line of told.splice(0)) (isJson ? console.error : console.log)(line);
  };
  const stopEarly = () => {
    tellAll();
    process.exit(0);
  };
  process.once('SIGTERM', stopEarly);
  process.once('SIGINT', stopEarly);
  let service: RunningService;
  try {
    service = await startService({ environment: process.env, features, tell: (line) => told.push(line) });
    if (isJson) console.log(JSON.stringify({ ...(await whereaboutsOf(service)), told: told.splice(0) }));
    else await announce(service);
  } finally {
    tellAll();
  }
  await endInGoodOrder(service);
  // Only now: without a listener a signal would be lost.
  process.off('SIGTERM', stopEarly);
  process.off('SIGINT', stopEarly);
}

async function announce(service: RunningService): Promise<void> {
  const { container } = service;
  const { url, docs, data } = await whereaboutsOf(service);
  const { format } = await container.get(loggingSettings.token);
  if (format === 'json') {
    (await container.get(platform.logger)).info('Listening', { url });
    return;
  }
  console.log(`Listening on ${url}`);
  if (docs !== null) console.log(`Documentation of the API: ${docs}`);
  if (data !== null) console.log(`Data: ${data} (to start afresh: stop, and delete that directory)`);
}

interface Whereabouts {
  readonly url: string;
  readonly docs: string | null;
  /** The directory of the embedded PostgreSQL, where that is used. */
  readonly data: string | null;
}

async function whereaboutsOf({ url, container }: RunningService): Promise<Whereabouts> {
  const { isDocsEnabled } = await container.get(httpSettings.token);
  const { kind, directory } = await container.get(storageSettings.token);
  const isEmbedded = kind === 'postgres' && (await container.get(postgresSettings.token)).url === undefined;
  return {
    url,
    docs: isDocsEnabled ? `${url}/docs` : null,
    data: isEmbedded ? resolveStateDirectory(resolve(directory)) : null,
  };
}

/** With the first signal, or the first error that nobody caught, which is the end too: open requests end before. */
async function endInGoodOrder(service: RunningService): Promise<void> {
  const logger = await service.container.get(platform.logger);
  const { shutdownDelayMs, shutdownTimeoutMs } = await service.container.get(httpSettings.token);
  let isEnding = false;
  let exitCode = 0;
  const end = (code: 0 | 1) => {
    isEnding = true;
    exitCode = code;
    setTimeout(() => {
      logger.error('The time to stop was over before all had ended', { open: service.stillOpen() });
      // What they waited for is told to no one; connections to other services are still closed.
      exitCode = 1;
      service.cutOff();
      setTimeout(() => process.exit(1), closingMs).unref();
    }, shutdownDelayMs + shutdownTimeoutMs).unref();
    service.stop().then(
      () => process.exit(exitCode),
      (error) => {
        logger.error('Not everything could be closed', { error });
        process.exit(1);
      },
    );
  };
  const stop = (signal: string) => {
    // Whoever asks twice does not want to wait.
    if (isEnding) process.exit(1);
    logger.info('Stopping', { signal });
    end(0);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  const crash = (error: unknown) => {
    logger.error('An error that nobody caught ends the service', { error });
    if (!isEnding) end(1);
  };
  process.on('uncaughtException', crash);
  process.on('unhandledRejection', crash);
}
