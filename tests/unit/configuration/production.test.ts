import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ConfigurationError } from '#infrastructure/configuration/configuration-error.js';
import { isPatternedKey } from '#infrastructure/configuration/weak-secrets.js';
import { loadConfig } from './load-config.js';

const good = {
  NODE_ENV: 'production',
  DATABASE_URL: 'postgres://gatehouse:9f2c1b7a55e0@db:5432/gatehouse?sslmode=verify-full',
  ENCRYPTION_KEY: `k2:${randomBytes(32).toString('base64')},k1:${randomBytes(32).toString('base64url')}`,
  TOKEN_ISSUER: 'https://auth.example.com',
};

function messageOf(change: Record<string, string>): string {
  try {
    loadConfig({ ...good, ...change });
  } catch (error) {
    if (error instanceof ConfigurationError) return error.message;
    throw error;
  }
  return 'accepted';
}

describe('in production the configuration', () => {
  it('listens on all addresses, logs JSON and leaves migrations to the operator', () => {
    const config = loadConfig(good);
    expect(config).toMatchObject({
      http: { host: '::' },
      storage: { kind: 'postgres' },
      postgres: { migrateOnStart: false },
      log: { format: 'json' },
    });
    expect(config.encryption.keys.map(({ id, secret }) => [id, secret.length])).toEqual([
      ['k2', 32],
      ['k1', 32],
    ]);
  });

  it('needs a database and an encryption key', () => {
    const message = messageOf({ DATABASE_URL: '', ENCRYPTION_KEY: '' });
    for (const variable of ['DATABASE_URL', 'ENCRYPTION_KEY']) {
      expect(message).toContain(`${variable} is required`);
    }
  });

  it('refuses memory storage', () => {
    expect(messageOf({ STORAGE: 'memory' })).toContain('STORAGE must be one of postgres');
  });

  it.each(['postgres', 'changeme', 'Password', 'gatehouse', 'change-me', 'short7!'])(
    'refuses the database password %s',
    (password) => {
      expect(messageOf({ DATABASE_URL: `postgres://gatehouse:${password}@db/gatehouse` })).toContain(
        'DATABASE_URL has',
      );
    },
  );

  it('refuses the name of the database user as its password, and a password in the query', () => {
    expect(messageOf({ DATABASE_URL: 'postgres://appserver:appserver@db/x' })).toContain('DATABASE_URL has');
    expect(messageOf({ DATABASE_URL: 'postgres://u@db/x?password=changeme' })).toContain('DATABASE_URL has');
  });

  it.each([
    ['zeros', Buffer.alloc(32)],
    ['one byte', Buffer.alloc(32, 0xab)],
    ['a repeated text', Buffer.from('changemechangemechangemechangeme')],
    ['bytes in a row', Buffer.from(Array.from({ length: 32 }, (_, index) => index))],
    ['bytes in steps', Buffer.from(Array.from({ length: 32 }, (_, index) => 255 - 7 * index))],
  ])('refuses an encryption key of %s, which is allowed elsewhere', (_, secret) => {
    const ENCRYPTION_KEY = `k1:${secret.toString('base64')}`;
    expect(messageOf({ ENCRYPTION_KEY })).toContain('ENCRYPTION_KEY has a key that is not random');
    expect(loadConfig({ ENCRYPTION_KEY }).encryption.keys).toHaveLength(1);
  });

  it('takes random keys', () => {
    for (let count = 0; count < 1000; count += 1) expect(isPatternedKey(randomBytes(32))).toBe(false);
  });

  it.each([
    ['DATABASE_URL', 'postgres://u:9f2c1b7a55e0@db/x', 'DATABASE_ALLOW_INSECURE'],
    ['DATABASE_URL', 'postgres://u:9f2c1b7a55e0@db/x?sslmode=no-verify', 'DATABASE_ALLOW_INSECURE'],
    ['DATABASE_URL', 'postgres://u:9f2c1b7a55e0@db/x?sslmode=prefer', 'DATABASE_ALLOW_INSECURE'],
    [
      'DATABASE_URL',
      'postgres://u:9f2c1b7a55e0@db/x?sslmode=require&uselibpqcompat=true',
      'DATABASE_ALLOW_INSECURE',
    ],
    ['DATABASE_URL', 'postgres://u:9f2c1b7a55e0@localhost.example/x', 'DATABASE_ALLOW_INSECURE'],
    ['DATABASE_MIGRATION_URL', 'postgres://o:9f2c1b7a55e1@db/x', 'DATABASE_ALLOW_INSECURE'],
    ['DATABASE_DIRECT_URL', 'postgres://u:9f2c1b7a55e2@db/x', 'DATABASE_ALLOW_INSECURE'],
    ['REDIS_URL', 'redis://redis:6379/0', 'REDIS_ALLOW_INSECURE'],
    ['PUBLIC_URL', 'http://auth.example.com', 'PUBLIC_URL_ALLOW_INSECURE'],
    ['TOKEN_ISSUER', 'http://auth.example.com', 'TOKEN_ISSUER_ALLOW_INSECURE'],
  ])('refuses the insecure %s=%s, unless %s is set', (variable, value, allowing) => {
    expect(messageOf({ [variable]: value })).toContain(`${variable} is open to whoever is on the way`);
    expect(messageOf({ [variable]: value })).toContain(`set ${allowing}=true`);
    expect(messageOf({ [variable]: value, [allowing]: 'true' })).toBe('accepted');
    expect(() => loadConfig({ [variable]: value })).not.toThrow();
  });

  it.each([
    ['DATABASE_URL', 'postgres://u:9f2c1b7a55e0@127.0.0.1/x'],
    ['DATABASE_URL', 'postgres://u:9f2c1b7a55e0@[::1]:5432/x'],
    ['DATABASE_URL', 'postgres://u:9f2c1b7a55e0@localhost/x'],
    ['DATABASE_URL', 'postgres:///x?host=/var/run/postgresql'],
    ['DATABASE_URL', 'postgres://u:9f2c1b7a55e0@db/x?sslmode=verify-ca'],
    ['DATABASE_DIRECT_URL', 'postgres://u:9f2c1b7a55e2@db/x?sslmode=verify-full'],
    ['PUBLIC_URL', 'https://auth.example.com/path'],
    ['PUBLIC_URL', 'http://localhost:3000'],
    ['REDIS_URL', 'redis://127.0.0.1:6379'],
    ['REDIS_URL', 'rediss://redis:6379'],
  ])('takes %s=%s', (variable, value) => {
    expect(messageOf({ [variable]: value })).toBe('accepted');
  });

  it('needs an issuer, and reports all that is insecure together', () => {
    expect(messageOf({ TOKEN_ISSUER: '' })).toContain('TOKEN_ISSUER is required');
    const message = messageOf({
      DATABASE_URL: 'postgres://u:9f2c1b7a55e0@db/x',
      REDIS_URL: 'redis://redis',
      TOKEN_ISSUER: 'http://auth.example.com',
      ENCRYPTION_KEY: Buffer.from(Array.from({ length: 32 }, (_, index) => index)).toString('hex'),
    });
    expect(message.split('\n')).toHaveLength(1 + 4);
  });

  it('needs a password for the first administrator, and no default one', () => {
    expect(messageOf({ ADMIN_EMAIL: 'root@example.com' })).toContain('ADMIN_PASSWORD is required');
    expect(messageOf({ ADMIN_EMAIL: 'root@example.com', ADMIN_PASSWORD: 'changeme' })).toContain(
      'ADMIN_PASSWORD is',
    );
    expect(messageOf({ ADMIN_EMAIL: 'root@example.com', ADMIN_PASSWORD: 'plum-violin-73-otter' })).toBe(
      'accepted',
    );
  });

  it('never repeats a secret in what it reports', () => {
    const canary = 'c4n4ry';
    const message = messageOf({
      DATABASE_URL: `mysql://u:${canary}@h/db`,
      ENCRYPTION_KEY: `k1:${canary}`,
      ADMIN_EMAIL: 'root@example.com',
      ADMIN_PASSWORD: `${canary}${'x'.repeat(2000)}`,
      PORT: canary,
      HOST: `${canary} ${canary}`,
    });
    expect(message).not.toContain(canary);
    expect(message.split('\n')).toHaveLength(6);
  });
});
