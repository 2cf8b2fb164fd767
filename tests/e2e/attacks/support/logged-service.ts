import { PassThrough } from 'node:stream';
import type { Module } from '#composition/container.js';
import { tokens } from '#composition/tokens.js';
import { WinstonLogger } from '#infrastructure/logging/winston-logger.js';
import { E2eService } from '../../../support/e2e-service.js';

/** A service that logs all it can, into memory, through the logger of production. */
export async function startLoggedService(
  ...modules: readonly Module[]
): Promise<{ service: E2eService; logged: () => string }> {
  const destination = new PassThrough();
  let text = '';
  destination.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  const logging: Module = (wiring) =>
    wiring.singleton(
      tokens.shared.logger,
      (clock) => new WinstonLogger({ level: 'debug', format: 'json' }, clock, destination),
      [tokens.shared.clock],
    );
  const service = await E2eService.start({
    env: { REQUEST_LOG: 'all', LOG_LEVEL: 'debug' },
    modules: [logging, ...modules],
  });
  return { service, logged: () => text };
}
