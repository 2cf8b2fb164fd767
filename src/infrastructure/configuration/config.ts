import type { SessionSettings } from '#application/sessions/session-settings.js';
import type { RateLimitRule } from '#application/shared/rate-limiter.js';
import type { LockoutSettings } from '#domain/auth/lockout-policy.js';

export type Environment = 'production' | 'development' | 'test';

/** All settings of one process, parsed once and frozen. Times are in the unit that their names say. */
export interface Config {
  readonly environment: Environment;
  readonly http: HttpConfig;
  readonly database: DatabaseConfig;
  readonly cache: CacheConfig;
  readonly tokens: TokenConfig;
  readonly passwords: PasswordConfig;
  readonly sessions: SessionSettings;
  readonly lockout: LockoutSettings;
  readonly rateLimits: RateLimits;
  readonly encryption: EncryptionConfig;
  readonly firstAdmin: FirstAdminConfig | null;
  readonly events: EventsConfig;
  readonly log: LogConfig;
}

export interface HttpConfig {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /** Addresses and networks whose X-Forwarded-For is believed. */
  readonly trustedProxies: readonly string[];
  /** Origins that browsers may call from; none by default. */
  readonly corsOrigins: readonly string[];
  readonly bodyLimitBytes: number;
  /** From the first byte of a request to its last. */
  readonly requestTimeoutMs: number;
  /** For open requests to end when the service stops. */
  readonly shutdownTimeoutMs: number;
  /** Between failing readiness and closing the listener, so that load balancers can notice. */
  readonly shutdownDelayMs: number;
  readonly isDocsEnabled: boolean;
  readonly requestLog: 'none' | 'errors' | 'all';
  /** Requests that take longer are logged even so. */
  readonly slowRequestMs: number;
}

export type DatabaseConfig =
  | { readonly kind: 'memory' }
  | ({ readonly kind: 'embedded'; readonly directory: string } & PostgresSettings)
  | ({ readonly kind: 'postgres'; readonly url: string } & PostgresSettings);

export interface PostgresSettings {
  readonly poolSize: number;
  /** For a free connection; then 503. */
  readonly acquireTimeoutMs: number;
  readonly statementTimeoutMs: number;
  readonly preparesStatements: boolean;
  readonly migrateOnStart: boolean;
}

export interface CacheConfig {
  /** Of each kind. */
  readonly maxEntries: number;
  /** 0: nothing of an account is remembered. */
  readonly maxAgeMs: number;
  /** Without a sign of life of the channel that tells of changes; then nothing remembered is believed. */
  readonly channelTimeoutMs: number;
  readonly redisUrl: string | null;
  readonly redisPrefix: string;
}

export interface TokenConfig {
  readonly issuer: string;
  readonly audience: string;
  readonly accessTokenSeconds: number;
  /** Between publishing a new signing key and signing with it, so that verifiers have fetched it. */
  readonly keyActivationSeconds: number;
}

export interface PasswordConfig {
  readonly hasher: 'argon2id' | 'bcrypt';
  readonly argon2: { readonly memoryKib: number; readonly iterations: number; readonly parallelism: number };
  readonly bcryptCost: number;
  readonly concurrency: number;
  readonly maxQueue: number;
  /** In the queue; then 503. */
  readonly maxWaitMs: number;
}

/** Requests per client, route group and window; a limit of 0 means none. */
export interface RateLimits {
  readonly register: RateLimitRule;
  readonly login: RateLimitRule;
  readonly refresh: RateLimitRule;
  /** What asks for the password again. */
  readonly sensitive: RateLimitRule;
  /** Lists, searches and what is shown of others. */
  readonly lists: RateLimitRule;
  /** Every other change of state. */
  readonly writes: RateLimitRule;
}

export interface EncryptionConfig {
  /** The first encrypts; all decrypt. Empty outside production: a key is then made, and kept in `directory`. */
  readonly keys: readonly EncryptionKey[];
  /** Null in memory mode, where a key that is made is gone with the data. */
  readonly directory: string | null;
}

export interface EncryptionKey {
  readonly id: string;
  /** 32 bytes. */
  readonly secret: Buffer;
}

export interface FirstAdminConfig {
  readonly email: string;
  readonly username: string;
  /** Null outside production: a random one is made and printed once. */
  readonly password: string | null;
}

export interface EventsConfig {
  readonly isEnabled: boolean;
  readonly pollIntervalMs: number;
  readonly batchSize: number;
  /** After so many failures an event is a dead letter. */
  readonly maxAttempts: number;
  readonly handlerTimeoutSeconds: number;
  /** Without a sign of life of an instance; then another one takes its subscriptions over. */
  readonly leaseSeconds: number;
  /** How long events are kept that every subscription has handled. */
  readonly retentionHours: number;
}

export interface LogConfig {
  readonly level: 'error' | 'warn' | 'info' | 'debug';
  readonly format: 'json' | 'pretty';
}
