import type { Clock } from '#application/shared/clock.js';
import type { Logger } from '#application/shared/logger.js';
import type { Feature } from '#composition/define-feature.js';
import { eventsTokens } from '#composition/features/events.tokens.js';
import { jobsTokens } from '#composition/features/jobs.tokens.js';
import { platform } from '#composition/platform/platform.tokens.js';
import { type RunningService, startService } from '#composition/service.js';
import { execute } from './execute.js';
import { HttpClient } from './http-client.js';
import { silentLogger } from './loggers.js';
import { overriding } from './overriding.js';
import { createTestDatabase, type DatabaseTarget, type TestDatabase } from './test-database.js';

export const password = 'correct horse battery';

/** Cheap hashing, and neither a rate limit nor a time limit in the way of a test that is not about it. */
const baseEnv = {
  NODE_ENV: 'test',
  HOST: '127.0.0.1',
  PORT: '0',
  TOKEN_ISSUER: 'https://gatehouse.test',
  ENCRYPTION_KEY: Buffer.from('a test key of exactly 32 bytes!!').toString('base64'),
  ARGON2_MEMORY_KIB: '128',
  ARGON2_ITERATIONS: '1',
  ADMIN_EMAIL: 'root@gatehouse.test',
  ADMIN_USERNAME: 'root',
  ADMIN_PASSWORD: password,
  HASH_QUEUE_MAX_WAIT_MS: '60000',
  DATABASE_POOL_SIZE: '5',
  DATABASE_ACQUIRE_TIMEOUT_MS: '60000',
  DATABASE_STATEMENT_TIMEOUT_MS: '60000',
  REQUEST_TIMEOUT_MS: '60000',
  SLOW_REQUEST_MS: '600000',
  SLOW_USE_CASE_MS: '600000',
  SHUTDOWN_DELAY_MS: '0',
  RATE_LIMIT_KEYS: '0',
  RATE_LIMIT_REGISTER: '0',
  RATE_LIMIT_LOGIN: '0',
  RATE_LIMIT_REFRESH: '0',
  RATE_LIMIT_MFA: '0',
  RATE_LIMIT_SENSITIVE: '0',
  RATE_LIMIT_LISTS: '0',
  RATE_LIMIT_MAIL: '0',
  RATE_LIMIT_WRITES: '0',
};

export interface E2eOptions {
  readonly target?: DatabaseTarget;
  /** That of another service, to be a second instance beside it. */
  readonly database?: TestDatabase;
  readonly env?: Record<string, string>;
  readonly clock?: Clock;
  /** Silent by default; null for the service's own, or for a feature that brings one. */
  readonly logger?: Logger | null;
  readonly features?: readonly Feature[];
}

export interface SignedIn {
  readonly user: { readonly id: string; readonly email: string; readonly username: string };
  readonly token: string;
  readonly refreshToken: string;
}

/** The whole service on a real PostgreSQL, behind a real port. */
export class E2eService {
  readonly http: HttpClient;
  #people = 0;

  private constructor(
    readonly service: RunningService,
    readonly database: TestDatabase,
    private readonly ownsDatabase: boolean,
  ) {
    this.http = new HttpClient(service.url);
  }

  static async start(options: E2eOptions = {}): Promise<E2eService> {
    const database = options.database ?? (await createTestDatabase(options.target));
    const environment = {
      ...baseEnv,
      DATABASE_URL: database.url,
      DATABASE_MIGRATION_URL: database.ownerUrl,
      ...options.env,
    };
    const features = [...(options.features ?? [])];
    if (options.logger !== null) {
      const logger = options.logger ?? silentLogger;
      features.push(overriding((wiring) => wiring.replace(platform.logger, () => logger, [])));
    }
    const { clock } = options;
    if (clock !== undefined) {
      features.push(overriding((wiring) => wiring.replace(platform.clock, () => clock, [])));
    }
    const service = await startService({ environment, features });
    return new E2eService(service, database, options.database === undefined);
  }

  async stop(): Promise<void> {
    await this.service.stop();
    if (this.ownsDatabase) await this.database.drop();
  }

  /** The administrator of the first start. */
  root(): Promise<SignedIn> {
    return this.logIn('root@gatehouse.test');
  }

  async logIn(email: string): Promise<SignedIn> {
    const { status, data, text } = await this.http.post('/api/v1/auth/login', { email, password });
    if (status !== 200) throw new Error(`Login of ${email}: ${status} ${text}`);
    return { user: data.user, token: data.accessToken, refreshToken: data.refreshToken };
  }

  /** Somebody new, signed in. */
  async person(...roles: readonly string[]): Promise<SignedIn> {
    this.#people += 1;
    const username = `person${this.#people}`;
    const account = { email: `${username}@example.com`, username, password };
    const { status, text, data } = await this.http.post('/api/v1/auth/register', account);
    if (status !== 201) throw new Error(`Registration of ${username}: ${status} ${text}`);
    if (roles.length > 0) {
      const { token } = await this.root();
      const granted = await this.http.patch(`/api/v1/users/${data.id}`, { roles }, { token });
      if (granted.status !== 200) throw new Error(`Roles of ${username}: ${granted.status} ${granted.text}`);
    }
    return this.logIn(account.email);
  }

  /** Has their address verified, as if they had followed the link in their mail. */
  async verify<Who extends Pick<SignedIn, 'user'>>(who: Who): Promise<Who> {
    const { ownerUrl } = this.database;
    await execute(ownerUrl, `UPDATE users SET email_verified_at = now() WHERE id = '${who.user.id}'`);
    return who;
  }

  /** Has all events handled that have been committed. */
  async drainEvents(): Promise<void> {
    await (await this.service.container.get(eventsTokens.runner)).drain();
  }

  /** Has all jobs done that are due. */
  async drainJobs(): Promise<void> {
    await (await this.service.container.get(jobsTokens.runner)).drain();
  }
}
