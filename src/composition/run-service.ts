import type { Feature } from './define-feature.js';
import { httpSettings } from './platform/http.feature.js';
import { loggingSettings } from './platform/logging.feature.js';
import { platform } from './platform/platform.tokens.js';
import { type RunningService, startService } from './service.js';

/** The service as a process: says where it listens, and ends with a signal or an error that nobody caught. */
export async function runService(features: readonly Feature[]): Promise<void> {
  // Until the service runs there are no requests to wait for; what is half done is rolled back or taken up again.
  const stopEarly = () => process.exit(0);
  process.once('SIGTERM', stopEarly);
  process.once('SIGINT', stopEarly);
  // Printed and not logged: a password is for the eyes of one person.
  const tell = (line: string) => console.log(line);
  const service = await startService({ environment: process.env, features, tell });
  await announce(service);
  await stopOnSignal(service);
  // Only now: without a listener a signal would be lost.
  process.off('SIGTERM', stopEarly);
  process.off('SIGINT', stopEarly);
}

async function announce({ url, container }: RunningService): Promise<void> {
  const { format } = await container.get(loggingSettings.token);
  if (format === 'json') {
    (await container.get(platform.logger)).info('Listening', { url });
    return;
  }
  console.log(`Listening on ${url}`);
  const { isDocsEnabled } = await container.get(httpSettings.token);
  if (isDocsEnabled) console.log(`Documentation of the API: ${url}/docs`);
}

async function stopOnSignal(service: RunningService): Promise<void> {
  const logger = await service.container.get(platform.logger);
  const { shutdownDelayMs, shutdownTimeoutMs } = await service.container.get(httpSettings.token);
  let isStopping = false;
  const stop = (signal: string) => {
    // Whoever asks twice does not want to wait.
    if (isStopping) process.exit(1);
    isStopping = true;
    logger.info('Stopping', { signal });
    setTimeout(() => {
      logger.error('The time to stop was over before all had ended', { open: service.stillOpen() });
      process.exit(1);
    }, shutdownDelayMs + shutdownTimeoutMs).unref();
    service.stop().then(
      () => process.exit(0),
      (error) => {
        logger.error('Not everything could be closed', { error });
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  const crash = (error: unknown) => {
    logger.error('An error that nobody caught ends the service', { error });
    process.exit(1);
  };
  process.on('uncaughtException', crash);
  process.on('unhandledRejection', crash);
}
