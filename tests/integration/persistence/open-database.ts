import type { Logger as QueryLog } from 'typeorm';
import { FeatureSet } from '#composition/feature-set.js';
import { builtInFeatures } from '#composition/features.js';
import { createDataSource, type PoolSettings } from '#infrastructure/postgres/data-source.js';
import { Database } from '#infrastructure/postgres/database.js';
import type { RetryPolicy } from '#infrastructure/postgres/retry.js';
import { silentLogger } from '#testing/loggers.js';

export const noDelay: RetryPolicy = { attempts: 3, baseDelayMs: 0, maxDelayMs: 0 };

const features = new FeatureSet(builtInFeatures);
const settings = {
  poolSize: 25,
  acquireTimeoutMs: 20_000,
  statementTimeoutMs: 20_000,
};

export function openDatabase(
  url: string,
  overrides: Partial<PoolSettings> = {},
  queryLog?: QueryLog,
): Promise<Database> {
  const dataSource = createDataSource(
    url,
    features.gather('entities'),
    { ...settings, ...overrides },
    silentLogger,
    queryLog,
  );
  return new Database(dataSource, features.constraints, noDelay).connect();
}
