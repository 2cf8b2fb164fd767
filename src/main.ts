import { type FirstAdmin, type RunningService, startService } from '#composition/service.js';
import { tokens } from '#composition/tokens.js';
import type { Config } from '#infrastructure/configuration/config.js';
import { loadConfig } from '#infrastructure/configuration/load-config.js';
import { fail } from './process-exit.js';

// Until the service runs there are no requests to wait for; what is half done is rolled back or taken up again.
const stopEarly = () => process.exit(0);
process.once('SIGTERM', stopEarly);
process.once('SIGINT', stopEarly);

try {
  const config = loadConfig(process.env);
  const service = await startService(config, { onFirstAdmin: (admin) => announceFirstAdmin(admin, config) });
  await announce(service, config);
  process.off('SIGTERM', stopEarly);
  process.off('SIGINT', stopEarly);
  await stopOnSignal(service, config);
} catch (error) {
  fail(error);
}

/** Printed and not logged: the password is for the eyes of one person. */
function announceFirstAdmin({ email, password }: FirstAdmin, config: Config): void {
  if (password !== null) console.log(`First administrator: ${email}, password: ${password} (shown only now)`);
  else if (config.log.format === 'pretty')
    console.log(`First administrator: ${email}, password: as configured`);
}

async function announce({ url, container }: RunningService, config: Config): Promise<void> {
  if (config.log.format === 'json') {
    (await container.get(tokens.shared.logger)).info('Listening', { url });
    return;
  }
  console.log(`Listening on ${url}`);
  if (config.http.isDocsEnabled) console.log(`Documentation of the API: ${url}/docs`);
}

async function stopOnSignal(service: RunningService, config: Config): Promise<void> {
  const logger = await service.container.get(tokens.shared.logger);
  let isStopping = false;
  const stop = (signal: string) => {
    // Whoever asks twice does not want to wait.
    if (isStopping) process.exit(1);
    isStopping = true;
    logger.info('Stopping', { signal });
    const { shutdownDelayMs, shutdownTimeoutMs } = config.http;
    setTimeout(() => {
      logger.error('Requests were still open when the time to stop was over');
      process.exit(1);
    }, shutdownDelayMs + shutdownTimeoutMs).unref();
    service.stop().then(
      () => process.exit(0),
      (error) => fail(error),
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
