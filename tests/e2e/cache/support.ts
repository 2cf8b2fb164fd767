import pg from 'pg';
import { expect } from 'vitest';
import { cacheTokens } from '#composition/platform/cache.tokens.js';
import { type E2eOptions, E2eService } from '#testing/e2e-service.js';

export const me = '/api/v1/me';
/** CACHE_CHANNEL_TIMEOUT_MS. */
const boundMs = 900;

/**
 * Asks until the answer is as expected, for a change that has just been acknowledged. Nobody who asks later than
 * the bound may get another one; how long an answer takes is not counted.
 */
export async function isInForce<T>(ask: () => Promise<T>, expected: T): Promise<void> {
  const acknowledgedAt = performance.now();
  for (;;) {
    const isLate = performance.now() - acknowledgedAt > boundMs;
    const answer = await ask();
    if (answer === expected) return;
    if (isLate) expect(answer).toBe(expected);
  }
}

/** Two instances on one database. @param options of both, but for the features, which the first one has. */
export async function startPair(
  env: Record<string, string> = {},
  options: Pick<E2eOptions, 'clock' | 'features'> = {},
) {
  const { features = [], ...both } = options;
  const here = await E2eService.start({ ...both, features, env });
  const there = await E2eService.start({ ...both, database: here.database, env });
  return {
    here,
    there,
    stop: async () => {
      await there.stop();
      await here.stop();
    },
  };
}

export async function isTrusted(instance: E2eService): Promise<boolean> {
  return (await instance.service.container.get(cacheTokens.channel)).isTrusted();
}

/** Ends the connections on which instances hear of changes. */
export async function cutChannel(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE application_name = 'gatehouse-notifications' AND datname = current_database()`,
  );
  await client.end();
}
