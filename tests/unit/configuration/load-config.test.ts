import { describe, expect, it } from 'vitest';
import { ConfigurationError } from '#infrastructure/configuration/configuration-error.js';
import { loadConfig } from './load-config.js';

function problemsOf(environment: Record<string, string>): ConfigurationError {
  try {
    loadConfig(environment);
  } catch (error) {
    if (error instanceof ConfigurationError) return error;
    throw error;
  }
  throw new Error('The configuration was accepted');
}

const variablesOf = (environment: Record<string, string>) =>
  problemsOf(environment).problems.map(({ variable }) => variable);

describe('the configuration', () => {
  it('needs nothing in development: embedded database, local issuer, no first administrator', () => {
    const config = loadConfig({});
    expect(config).toMatchObject({
      runtime: { environment: 'development' },
      http: {
        host: '127.0.0.1',
        port: 3000,
        bodyLimitBytes: 65_536,
        trustedProxies: [],
        corsOrigins: [],
        corsHeaders: [],
      },
      storage: { kind: 'postgres', directory: '.gatehouse' },
      postgres: { url: undefined, migrateOnStart: true },
      tokens: { issuer: 'http://localhost:3000', audience: 'http://localhost:3000', accessTokenSeconds: 900 },
      sessions: { idleSeconds: 14 * 86_400, absoluteSeconds: 90 * 86_400, maxPerUser: 50 },
      passwords: {
        hasher: 'argon2id',
        argon2MemoryKib: 19_456,
        argon2Iterations: 2,
        argon2Parallelism: 1,
      },
      lockout: {
        perAccountAndAddress: 10,
        perAddress: 100,
        perAccount: 100,
        windowSeconds: 900,
        accountWindowSeconds: 86_400,
      },
      encryption: { keys: [] },
      firstAdmin: { email: undefined, username: 'admin', password: undefined },
      log: { level: 'info', format: 'pretty' },
    });
    expect(Object.values(config.rateLimits)).toEqual(
      expect.arrayContaining(
        Object.entries({
          register: 200,
          login: 600,
          refresh: 1200,
          sensitive: 120,
          lists: 1200,
          writes: 1200,
        }).map(([name, limit]) => ({ name, limit, windowSeconds: 60 })),
      ),
    );
  });

  it('is frozen to its depth', () => {
    const config = loadConfig({ TRUSTED_PROXIES: 'loopback' });
    const objects: unknown[] = [config.http, config.http.trustedProxies, config.rateLimits.login];
    expect(objects.every((object) => Object.isFrozen(object))).toBe(true);
  });

  it('takes text for numbers, flags and lists', () => {
    const config = loadConfig({
      PORT: '0',
      DOCS_ENABLED: 'false',
      MIGRATE_ON_START: '0',
      CORS_ORIGINS: 'https://a.example.com, http://localhost:5173, capacitor://localhost',
      CORS_HEADERS: 'traceparent, baggage',
      TRUSTED_PROXIES: '10.0.0.0/8,::1,uniquelocal',
      RATE_LIMIT_LOGIN: '5/10',
      RATE_LIMIT_LISTS: '0',
    });
    expect(config.http).toMatchObject({
      port: 0,
      isDocsEnabled: false,
      corsOrigins: ['https://a.example.com', 'http://localhost:5173', 'capacitor://localhost'],
      corsHeaders: ['traceparent', 'baggage'],
      trustedProxies: ['10.0.0.0/8', '::1', 'uniquelocal'],
    });
    expect(config.postgres).toMatchObject({ migrateOnStart: false });
    expect(config.rateLimits.login).toEqual({ name: 'login', limit: 5, windowSeconds: 10 });
    expect(config.rateLimits.lists?.limit).toBe(0);
  });

  it.each([
    'capacitor://localhost',
    'ionic://localhost',
    'tauri://localhost',
    'chrome-extension://abcdefghijklmnopabcdefghijklmnop',
    'moz-extension://2c127fa4-62c7-7e4f-90e5-472b45eecfdc',
    'safari-web-extension://E5A1C9B0-0D3F-4E57-9F6C-0B7E1D0A5C11',
  ])('takes the origin %s of an app or extension as it is', (origin) => {
    expect(loadConfig({ CORS_ORIGINS: origin }).http.corsOrigins).toEqual([origin]);
    for (const wide of [
      `${origin}/`,
      `${origin}/*`,
      `${origin.replace(/\/\/.*/, '')}//*`,
      `${origin} null`,
    ]) {
      expect(variablesOf({ CORS_ORIGINS: wide })).toEqual(['CORS_ORIGINS']);
    }
  });

  it('derives issuer and audience from the port, and the audience from the issuer', () => {
    expect(loadConfig({ PORT: '8080' }).tokens.issuer).toBe('http://localhost:8080');
    expect(loadConfig({ TOKEN_ISSUER: 'https://a.example' }).tokens.audience).toBe('https://a.example');
  });

  it('keeps the idle limit within an absolute limit that is shorter than its default', () => {
    expect(loadConfig({ SESSION_ABSOLUTE_SECONDS: '3600' }).sessions.idleSeconds).toBe(3600);
    expect(variablesOf({ SESSION_ABSOLUTE_SECONDS: '3600', SESSION_IDLE_SECONDS: '3601' })).toEqual([
      'SESSION_IDLE_SECONDS',
    ]);
  });

  it('takes an empty variable for one that is not set, and ignores those it does not know', () => {
    expect(loadConfig({ PORT: '', DATABASE_URL: '', TERM: 'xterm' })).toEqual(loadConfig({}));
  });

  it('allows cheap hashing in tests only', () => {
    const cheap = { ARGON2_MEMORY_KIB: '256', ARGON2_ITERATIONS: '1', BCRYPT_COST: '4' };
    expect(loadConfig({ NODE_ENV: 'test', ...cheap }).passwords.argon2MemoryKib).toBe(256);
    expect(variablesOf(cheap)).toEqual(['ARGON2_MEMORY_KIB', 'ARGON2_ITERATIONS', 'BCRYPT_COST']);
    expect(variablesOf({ ARGON2_MEMORY_KIB: '2097152', BCRYPT_COST: '16' })).toHaveLength(2);
  });

  it('makes a first administrator with a canonical address, or refuses what nobody could register', () => {
    expect(loadConfig({ ADMIN_EMAIL: 'Root@Example.COM' }).firstAdmin).toEqual({
      email: 'root@example.com',
      username: 'admin',
      password: undefined,
    });
    expect(variablesOf({ ADMIN_EMAIL: 'root', ADMIN_USERNAME: 'a b' })).toEqual([
      'ADMIN_EMAIL',
      'ADMIN_USERNAME',
    ]);
  });

  it('reports everything at once, each with what to do', () => {
    const error = problemsOf({
      NODE_ENV: 'staging',
      PORT: '70000',
      LOG_LEVEL: 'loud',
      DOCS_ENABLED: 'maybe',
      RATE_LIMIT_REFRESH: 'many',
      CORS_ORIGINS: 'https://a.example.com/path',
      HASH_QUEUE_MAX: '1.5',
    });
    expect(error.problems.map(({ variable }) => variable).toSorted()).toEqual([
      'CORS_ORIGINS',
      'DOCS_ENABLED',
      'HASH_QUEUE_MAX',
      'LOG_LEVEL',
      'NODE_ENV',
      'PORT',
      'RATE_LIMIT_REFRESH',
    ]);
    for (const { variable, problem, remedy } of error.problems) {
      expect(error.message).toContain(`${variable} ${problem}. ${remedy}`);
      expect(problem).not.toBe('is not valid');
    }
  });

  it.each([
    ['TRUSTED_PROXIES', '*'],
    ['TRUSTED_PROXIES', 'true'],
    ['TRUSTED_PROXIES', '0.0.0.0/0'],
    ['TRUSTED_PROXIES', '0.0.0.0/1,128.0.0.0/1'],
    ['TRUSTED_PROXIES', '::/1, 8000::/1'],
    ['TRUSTED_PROXIES', '::ffff:0.0.0.0/96'],
    ['DATABASE_URL', 'postgres://gatehouse:100%@db/gatehouse'],
    ['TRUSTED_PROXIES', '10.0.0.0/33'],
    ['CORS_ORIGINS', '*'],
    ['CORS_ORIGINS', 'capacitor://*'],
    ['CORS_ORIGINS', 'capacitor://localhost/'],
    ['CORS_HEADERS', '*'],
    ['PUBLIC_URL', 'https://example.com/auth?x'],
    ['PUBLIC_URL', 'example.com'],
    ['CORS_ORIGINS', 'null'],
    ['TOKEN_ISSUER', 'gatehouse'],
    ['TOKEN_ISSUER', 'https://a.example/?x=1'],
    ['DATABASE_URL', 'mysql://u:p@h/db'],
    ['DATABASE_URL', 'postgres://u:p@h'],
    ['HOST', 'not a host'],
    ['RATE_LIMIT_LOGIN', '0/60'],
    ['RATE_LIMIT_LOGIN', '10/99999'],
    ['PORT', 'Infinity'],
  ])('refuses %s=%s', (variable, value) => {
    expect(variablesOf({ [variable]: value })).toEqual([variable]);
  });
});
