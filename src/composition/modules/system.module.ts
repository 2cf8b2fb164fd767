import { WinstonLogger } from '#infrastructure/logging/winston-logger.js';
import { SystemClock } from '#infrastructure/system/system-clock.js';
import { UuidV7Generator } from '#infrastructure/system/uuid-v7-generator.js';
import { tokens } from '../tokens.js';
import type { Wiring } from '../wiring.js';

export function systemModule(wiring: Wiring): void {
  const { clock, ids, logger, config } = tokens.shared;
  wiring.instance(clock, SystemClock, []);
  wiring.instance(ids, UuidV7Generator, []);
  wiring.singleton(logger, ({ log }, time) => new WinstonLogger(log, time), [config, clock]);
}
