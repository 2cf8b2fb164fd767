import { PassThrough } from 'node:stream';
import type { Feature } from '#composition/define-feature.js';
import { platform } from '#composition/platform/platform.tokens.js';
import { createWinstonLogger } from '#infrastructure/logging/winston-logger.js';
import { SystemClock } from '#infrastructure/system/system-clock.js';
import { E2eService } from '#testing/e2e-service.js';
import { overriding } from '#testing/overriding.js';

/** A service that logs all it can, into memory, through the logger of production. */
export async function startLoggedService(
  features: readonly Feature[] = [],
  env: Record<string, string> = {},
): Promise<{ service: E2eService; logged: () => string }> {
  const destination = new PassThrough();
  let text = '';
  destination.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  const logging = overriding((wiring) =>
    wiring.replace(
      platform.logger,
      () => createWinstonLogger({ level: 'debug', format: 'json' }, new SystemClock(), destination),
      [],
    ),
  );
  const service = await E2eService.start({
    env: { REQUEST_LOG: 'all', LOG_LEVEL: 'debug', ...env },
    logger: null,
    features: [logging, ...features],
  });
  return { service, logged: () => text };
}
