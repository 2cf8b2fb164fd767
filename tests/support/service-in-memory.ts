import { platform } from '#composition/platform/platform.tokens.js';
import { composeService } from '#composition/service.js';
import { aRecordingLogger } from '#testing/loggers.js';
import { overriding } from '#testing/overriding.js';

/** A service that keeps everything in memory, whose log is kept too. */
export function serviceInMemory(
  environment: Readonly<Record<string, string>>,
  change: Parameters<typeof overriding>[0] = () => undefined,
) {
  const logger = aRecordingLogger();
  const changes = overriding((wiring) => {
    wiring.replace(platform.logger, () => logger, []);
    change(wiring);
  });
  const container = composeService({
    environment: { NODE_ENV: 'test', STORAGE: 'memory', ...environment },
    features: [changes],
  });
  return { container, logger };
}
