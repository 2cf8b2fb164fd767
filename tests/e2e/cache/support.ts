import pg from 'pg';
import { cacheTokens } from '#composition/platform/cache.tokens.js';
import { E2eService } from '../../support/e2e-service.js';

export const me = '/api/v1/me';
/** CACHE_CHANNEL_TIMEOUT_MS, and a generous time for one request. */
export const boundMs = 900;
export const withinASecond = { timeout: 1_000, interval: 5 };

/** Two instances on one database. */
export async function startPair(env: Record<string, string> = {}) {
  const here = await E2eService.start({ env });
  const there = await E2eService.start({ database: here.database, env });
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
