import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { betterAuth } from 'better-auth';
import { getMigrations } from 'better-auth/db/migration';
import { toNodeHandler } from 'better-auth/node';
import pg from 'pg';
import { portOf, ready } from './serve.ts';

/**
 * Better Auth as its documentation sets it up for Node and PostgreSQL: email and password, its own hasher, no
 * optional cache. Its limit of requests per client is off, as the service's are.
 */
const [, , databaseUrl = '', port = '0'] = process.argv;
const options = {
  baseURL: `http://127.0.0.1:${port}`,
  secret: randomBytes(32).toString('base64'),
  database: new pg.Pool({ connectionString: databaseUrl, max: 10 }),
  emailAndPassword: { enabled: true },
  rateLimit: { enabled: false },
  telemetry: { enabled: false },
  logger: { level: 'error' as const },
  advanced: { ipAddress: { disableIpTracking: true } },
};
const { runMigrations } = await getMigrations(options);
await runMigrations();
const auth = betterAuth(options);
const server = createServer(toNodeHandler(auth));
server.listen(Number(port), '127.0.0.1', () => ready(async () => ({ port: portOf(server) })));
