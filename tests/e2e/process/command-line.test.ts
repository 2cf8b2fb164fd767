import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ServiceContainer } from '#composition/container.js';
import { composeService } from '#composition/service.js';
import { E2eService, password } from '#testing/e2e-service.js';
import { createTestDatabase } from '#testing/test-database.js';
import { typed } from '../../support/command-input.js';
import { runCommand, startCommand } from '../../support/command-line.js';

const encryptionKey = Buffer.from('a test key of exactly 32 bytes!!').toString('base64');
const memory = { NODE_ENV: 'test', STORAGE: 'memory' };

describe('the command line', () => {
  it.each([
    [['usrs'], /unknown command 'usrs'\n\(Did you mean users\?\)/],
    [['users', 'lst'], /Did you mean list\?/],
    [['users', 'list', '--serch', 'x'], /Did you mean --search\?/],
    [['users', 'show'], /missing required argument 'user'/],
    [['users', 'show', 'a', 'b'], /too many arguments/],
    [['users'], /Usage: gatehouse users/],
    [['migrate', 'up'], /There is no database with STORAGE=memory/],
  ])('%j is wrong usage', async (words, reason) => {
    const { exitCode, stdout, stderr } = await runCommand([...words, '--json'], memory);
    expect(stderr).toMatch(reason);
    expect(stderr).not.toContain('    at ');
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'USAGE' } });
    expect(exitCode).toBe(2);
  });

  it('tells what there is, and how it ends', async () => {
    const { exitCode, stdout } = await runCommand(['--help'], memory);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('Exit codes:');
    const { version } = JSON.parse(await readFile('package.json', 'utf8'));
    expect(await runCommand(['--version'], memory)).toEqual({
      exitCode: 0,
      stdout: `${version}\n`,
      stderr: '',
    });
    expect((await runCommand(['users', 'import', '--help'], memory)).stdout).toContain(
      '$ gatehouse users import',
    );
  });

  it('starts with one document on standard output, and the log on standard error', async () => {
    const child = startCommand(['start', '--json'], { ...memory, PORT: '0', LOG_LEVEL: 'info' });
    const stderr = text(child.stderr);
    let stdout = '';
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
    });
    await expect.poll(() => stdout).toContain('\n');
    const { url, docs, data, told } = JSON.parse(stdout);
    expect([docs, data]).toEqual([`${url}/docs`, null]);
    expect(told).toEqual([expect.stringMatching(/^First administrator: .*password: /)]);
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);
    child.kill('SIGTERM');
    const [exitCode] = await once(child, 'close');
    expect(exitCode).toBe(0);
    expect(stdout.trim().split('\n')).toHaveLength(1);
    expect(await stderr).toContain('Stopping');
  });

  it('tells where settings come from, and no secret', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'gatehouse-config-'));
    const secret = join(folder, 'key');
    await writeFile(secret, encryptionKey);
    const env = {
      ...memory,
      PORT: '3456',
      ENCRYPTION_KEY_FILE: secret,
      ADMIN_PASSWORD: 'canary of a password',
    };
    const { stdout } = await runCommand(['config', 'show', '--json'], env);
    const settings = JSON.parse(stdout);
    const of = (name: string) => settings.find(({ variable }: { variable: string }) => variable === name);
    expect(of('PORT')).toEqual({ variable: 'PORT', value: '3456', source: 'environment' });
    expect(of('ENCRYPTION_KEY')).toEqual({
      variable: 'ENCRYPTION_KEY',
      value: '********',
      source: 'secret file',
    });
    expect(of('ADMIN_USERNAME')).toEqual({ variable: 'ADMIN_USERNAME', value: 'admin', source: 'default' });
    expect(stdout).not.toMatch(/canary|YSB0ZXN0/);
    await rm(folder, { recursive: true });
  });

  it('tells all that is wrong with them', async () => {
    const env = { ...memory, PORT: 'x', LOG_LEVEL: 'loud', ADMIN_PASSWORD: '' };
    const { exitCode, stdout } = await runCommand(['config', 'check', '--json'], env);
    expect(exitCode).toBe(1);
    const { error } = JSON.parse(stdout);
    expect(error.code).toBe('CONFIGURATION');
    expect(error.problems.map(({ variable }: { variable: string }) => variable).sort()).toEqual([
      'LOG_LEVEL',
      'PORT',
    ]);
    expect(JSON.parse((await runCommand(['config', 'check', '--json'], memory)).stdout)).toEqual({
      isValid: true,
    });
  });

  it('writes the reference, and an empty migration', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'gatehouse-docs-'));
    const { stdout } = await runCommand(['docs', folder, '--json'], memory);
    expect(JSON.parse(stdout).paths).toContain(join(folder, 'cli.md'));
    expect(await readFile(join(folder, 'cli.md'), 'utf8')).toContain('## gatehouse users import');
    const words = ['migrate', 'new', 'users', 'add-nickname', folder, '--json'];
    const { path } = JSON.parse((await runCommand(words, memory)).stdout);
    expect(await readFile(path, 'utf8')).toContain('export class AddNickname');
    await rm(folder, { recursive: true });
  });

  it('makes no account with a password that is easy to guess', async () => {
    const words = ['users', 'create', 'ada@example.com', 'ada', '--role', 'admin', '--password-stdin'];
    for (const weak of ['Password123456789', 'short', 'ada@example.com']) {
      const { exitCode, stdout, stderr } = await runCommand([...words, '--json'], memory, `${weak}\n`);
      expect([exitCode, JSON.parse(stdout).error.code]).toEqual([1, 'WEAK_PASSWORD']);
      expect(stdout + stderr).not.toContain(`${weak}\n`);
    }
    const { exitCode, stderr } = await runCommand(words, memory, 'Password123456789\n');
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^WEAK_PASSWORD: Choose a stronger password\.\n {2}password /m);
  });

  it('makes an account in memory, which is gone with the process', async () => {
    const made = await runCommand(['users', 'create', 'ada@example.com', 'ada', '--json'], memory);
    expect(JSON.parse(made.stdout)).toMatchObject({
      user: { username: 'ada' },
      password: expect.any(String),
    });
    const list = await runCommand(['users', 'list', '--json'], memory);
    expect([list.stdout, list.exitCode]).toEqual(['[]\n', 0]);
    const seeded = await runCommand(['db', 'seed', '--count', '3', '--json'], memory);
    expect(JSON.parse(seeded.stdout)).toMatchObject({ added: 3, present: 0 });
  });

  it.each([
    ['keys', 'list'],
    ['jobs', 'list'],
    ['events', 'status'],
    ['users', 'export'],
  ])('answers %s %s with a list, in memory', async (...words) => {
    const container = composeService({ environment: { ...memory, LOG_LEVEL: 'error' } });
    const answer = JSON.parse(await typed([...words, '--json'], container, { isJson: true }));
    expect(Array.isArray(answer)).toBe(true);
    await container.close();
  });
});

describe('the command line beside a service', () => {
  let service: E2eService;
  let container: ServiceContainer;
  beforeAll(async () => {
    service = await E2eService.start({ env: { LOCKOUT_PER_ACCOUNT_AND_ADDRESS: '2' } });
    const environment = {
      NODE_ENV: 'test',
      DATABASE_URL: service.database.url,
      DATABASE_MIGRATION_URL: service.database.ownerUrl,
      ENCRYPTION_KEY: encryptionKey,
      TOKEN_ISSUER: 'https://gatehouse.test',
      ARGON2_MEMORY_KIB: '128',
      ARGON2_ITERATIONS: '1',
      LOG_LEVEL: 'error',
    };
    container = composeService({ environment });
  });
  afterAll(async () => {
    await container?.close();
    await service?.stop();
  });
  const run = (words: readonly string[], stdin = '') =>
    typed([...words, '--json'], container, { isJson: true, stdin });
  const told = async (...words: string[]) => JSON.parse(await run(words));
  const logIn = (email: string, word: string) =>
    service.http.post('/api/v1/auth/login', { email, password: word });

  it('makes accounts, shows them, and gives them other passwords', async () => {
    const { user, password: made } = await told(
      'users',
      'create',
      'eva@example.com',
      'eva',
      '--role',
      'moderator,user',
    );
    expect(user).toMatchObject({
      email: 'eva@example.com',
      roles: ['moderator', 'user'],
      mustChangePassword: true,
    });
    expect((await logIn('eva@example.com', made)).code).toBe('PASSWORD_CHANGE_REQUIRED');
    for (const who of ['eva', 'EVA@example.com', user.id]) {
      expect(await told('users', 'show', who)).toMatchObject({ id: user.id });
    }
    const [listed] = await told('users', 'list', '--role', 'moderator', '--limit', '1');
    expect(listed).toMatchObject({ id: user.id });
    expect(listed).not.toHaveProperty('passwordHash');
    const given = await run(['users', 'set-password', 'eva', '--password-stdin'], 'another horse battery\n');
    expect(JSON.parse(given)).toEqual({ id: user.id, email: 'eva@example.com', password: null });
    expect((await logIn('eva@example.com', made)).code).toBe('INVALID_CREDENTIALS');
    expect((await logIn('eva@example.com', 'another horse battery')).code).toBe('PASSWORD_CHANGE_REQUIRED');
  });

  it.each([
    [['users', 'show', 'nobody'], 'USER_NOT_FOUND'],
    [['users', 'create', 'root@gatehouse.test', 'other'], 'EMAIL_TAKEN'],
    [['users', 'create', 'no address', 'x', '--without-password'], 'VALIDATION_ERROR'],
    [['users', 'set-password', 'root', '--password-stdin'], 'USAGE'],
    [['admin', 'reset-password', 'eva'], 'FAILED'],
    [['db', 'seed', '--count', 'many'], 'USAGE'],
    [['events', 'replay', 'audit-log', '--since', 'yesterday'], 'USAGE'],
  ])('refuses %j', async (words, reason) => {
    await expect(run(words)).rejects.toThrow(`"code":"${reason}"`);
  });

  it('lets an administrator in again who is locked out', async () => {
    const root = await service.root();
    for (let count = 0; count < 4; count += 1) await logIn(root.user.email, 'wrong');
    expect((await logIn(root.user.email, password)).code).toBe('LOGIN_LOCKED');
    const { password: made, ...rest } = await told('admin', 'reset-password', '--remove-second-factors');
    const { id, email, username } = root.user;
    expect(rest).toEqual({ id, email, username, secondFactorsRemoved: true });
    expect((await service.http.get('/api/v1/me', { token: root.token })).status).toBe(401);
    expect((await logIn(root.user.email, made)).status).toBe(200);
  });

  it('lists and rotates keys', async () => {
    const [first] = await told('keys', 'list');
    expect(first.state).toBe('signing');
    const { kid } = await told('keys', 'rotate');
    const keys = await told('keys', 'list');
    expect(
      Object.fromEntries(keys.map((key: { kid: string; state: string }) => [key.kid, key.state])),
    ).toEqual({
      [first.kid]: 'signing',
      [kid]: 'upcoming',
    });
    expect(JSON.stringify(keys)).not.toContain('rivate');
  });

  it('replays events', async () => {
    expect(await told('events', 'replay', 'audit-log')).toMatchObject({ subscription: 'audit-log' });
  });
});

describe('the command line and the schema', () => {
  it('migrates up and down, and empties a database only when it is told so', async () => {
    const database = await createTestDatabase();
    const env = { NODE_ENV: 'test', DATABASE_URL: database.url, DATABASE_MIGRATION_URL: database.ownerUrl };
    const run = async (words: readonly string[], environment: Record<string, string>) => {
      const container = composeService({ environment: { ...environment, LOG_LEVEL: 'error' } });
      return typed([...words, '--json'], container, { isJson: true, environment }).finally(() =>
        container.close(),
      );
    };
    const told = async (...words: string[]) => JSON.parse(await run(words, env));
    try {
      expect(await told('migrate', 'status')).toMatchObject({ pending: [], unknown: [] });
      const { reverted } = await told('migrate', 'down');
      expect((await told('migrate', 'status')).pending).toEqual([reverted]);
      expect(await told('migrate', 'up')).toEqual({ applied: [reverted] });
      expect(await told('db', 'seed', '--count', '60')).toMatchObject({
        added: 60,
        password: expect.any(String),
      });
      expect(await told('db', 'seed', '--count', '60')).toMatchObject({
        added: 0,
        present: 60,
        password: null,
      });

      const unasked = await runCommand(['db', 'reset'], env);
      expect(unasked).toMatchObject({
        exitCode: 2,
        stdout: '',
        stderr: expect.stringContaining('say --yes'),
      });
      expect(await told('users', 'list', '--limit', '1')).toHaveLength(1);
      const { applied } = await told('db', 'reset', '--yes');
      expect(applied.length).toBeGreaterThan(10);
      expect(await told('users', 'list')).toEqual([]);
      expect(await told('migrate', 'status')).toMatchObject({ applied: applied.length, pending: [] });

      const production = {
        ...env,
        NODE_ENV: 'production',
        ENCRYPTION_KEY: Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64'),
        TOKEN_ISSUER: 'https://auth.example.com',
        PUBLIC_URL: 'https://auth.example.com',
      };
      for (const words of [
        ['db', 'reset', '--yes'],
        ['db', 'seed'],
      ]) {
        await expect(run(words, production)).rejects.toThrow(
          '{"code":"USAGE","message":"This is for development only, and NODE_ENV is production"}',
        );
      }
    } finally {
      await database.drop();
    }
  });
});
