import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { resolveStateDirectory } from '#infrastructure/state-directory.js';
import { execute } from '#testing/execute.js';
import { createTestDatabase } from '#testing/test-database.js';
import { runCommand } from '../../support/command-line.js';
import { freePort, ServiceProcess } from '../../support/service-process.js';

const cheap = { NODE_ENV: 'development', LOG_LEVEL: 'warn' };

function dataDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'gatehouse-start-'));
  onTestFinished(() => {
    rmSync(resolveStateDirectory(directory), { recursive: true, force: true });
    rmSync(directory, { recursive: true, force: true });
  });
  return directory;
}

describe('the process', () => {
  it('says what to do while the port is taken, and loses no password of the first administrator, which comes last; what is misspelt, and where its data is', async () => {
    const DATA_DIR = dataDirectory();
    const occupier = createServer().listen(0, '127.0.0.1');
    await once(occupier, 'listening');
    const taken = (occupier.address() as AddressInfo).port;
    const blocked = new ServiceProcess(taken, { ...cheap, DATA_DIR });
    await expect(blocked.start()).rejects.toThrow(
      /ended with 1:[\s\S]*port \d+ of 127\.0\.0\.1: it is in use.*set PORT/,
    );
    occupier.close();
    expect(blocked.output).not.toContain('    at ');
    const [, password] = /password: (\S+) \(shown only now\)\n/.exec(blocked.output) ?? [];

    const other = new ServiceProcess(await freePort(), { ...cheap, STORAGE: 'memory' });
    await other.start();
    onTestFinished(() => void other.stop('SIGKILL'));
    const last = /Listening on [\s\S]*password: \S+ \(shown only now\)\n$/;
    await expect.poll(() => other.output).toMatch(last);

    const service = new ServiceProcess(await freePort(), { ...cheap, DATA_DIR, DATABSE_URL: 'canary' });
    await service.start();
    onTestFinished(() => void service.stop('SIGKILL'));
    await expect
      .poll(() => service.output)
      .toContain(
        `Data: ${resolveStateDirectory(DATA_DIR)} (to start afresh: stop, and delete that directory)\n`,
      );
    expect(service.output).toContain('DATABSE_URL is set, but is no setting. Do you mean DATABASE_URL?');
    expect(service.output).not.toContain('canary');
    const login = await fetch(`${service.baseUrl}/api/v1/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username: 'admin', password }),
    });
    expect(login.status).toBe(200);
    expect(await service.stop('SIGTERM')).toBe(0);
  });

  it('reports everything that is wrong with its configuration at once, and no secret', async () => {
    const service = new ServiceProcess(0, {
      NODE_ENV: 'production',
      ENCRYPTION_KEY: 'canary',
      LOG_LEVEL: 'loud',
    });
    await expect(service.start()).rejects.toThrow('ended with 1');
    for (const variable of ['DATABASE_URL', 'ENCRYPTION_KEY', 'TOKEN_ISSUER', 'LOG_LEVEL']) {
      expect(service.output).toContain(variable);
    }
    expect(service.output).not.toContain('canary');
  });

  it('makes no administrator whose password is easy to guess', async () => {
    const database = await createTestDatabase();
    onTestFinished(() => database.drop());
    const service = new ServiceProcess(await freePort(), {
      NODE_ENV: 'production',
      DATABASE_URL: database.url,
      ENCRYPTION_KEY: randomBytes(32).toString('base64'),
      TOKEN_ISSUER: 'https://auth.example.com',
      ADMIN_EMAIL: 'root@example.com',
      ADMIN_PASSWORD: 'Password123456789',
    });
    await expect(service.start()).rejects.toThrow('ended with 1');
    expect(service.output).toMatch(/^ADMIN_PASSWORD is refused, since it is too easy to guess: .+$/m);
    expect(service.output).not.toMatch(/Password123456789|Listening| {4}at /);
    expect(await execute(database.url, 'SELECT FROM users')).toEqual([]);
  });

  it('goes on when its embedded PostgreSQL is killed', async () => {
    const DATA_DIR = dataDirectory();
    const service = new ServiceProcess(await freePort(), { ...cheap, DATA_DIR });
    await service.start();
    onTestFinished(() => void service.stop('SIGKILL'));
    const pidFile = join(resolveStateDirectory(DATA_DIR), 'postgres', 'postmaster.pid');
    const pid = () => Number.parseInt(readFileSync(pidFile, 'utf8'), 10);
    const killed = pid();
    process.kill(killed, 'SIGKILL');
    await expect.poll(() => service.output).toContain('PostgreSQL runs again');
    expect(pid()).not.toBe(killed);
    const register = async () => {
      const response = await fetch(`${service.baseUrl}/api/v1/auth/register`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ email: 'a@example.com', username: 'abel', password: 'a-long-password-1' }),
      });
      return response.status;
    };
    await expect.poll(register).toBe(201);
    expect(await service.stop('SIGTERM')).toBe(0);
  });

  it('shares its embedded PostgreSQL with the command line, and with no other service', async () => {
    const DATA_DIR = dataDirectory();
    const service = new ServiceProcess(await freePort(), { ...cheap, DATA_DIR });
    await service.start();
    onTestFinished(() => void service.stop('SIGKILL'));
    const { stdout, exitCode } = await runCommand(['events', 'status'], { ...cheap, DATA_DIR });
    const [first = ''] = stdout.split('\n');
    expect(JSON.parse(first)).toMatchObject({ name: 'audit-log' });
    expect(exitCode).toBe(0);
    const second = new ServiceProcess(await freePort(), { ...cheap, DATA_DIR });
    await expect(second.start()).rejects.toThrow(/Another Gatehouse service .* Stop it first/);
    expect((await fetch(`${service.baseUrl}/health/ready`)).status).toBe(200);
    expect(await service.stop('SIGTERM')).toBe(0);
  });

  it('says what to do where the embedded PostgreSQL is not installed', async () => {
    const root = join(import.meta.dirname, '../../..');
    const folder = mkdtempSync(join(tmpdir(), 'gatehouse-without-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    cpSync(join(root, 'dist'), join(folder, 'dist'), { recursive: true });
    cpSync(join(root, 'package.json'), join(folder, 'package.json'));
    mkdirSync(join(folder, 'node_modules'));
    for (const name of readdirSync(join(root, 'node_modules')).filter((each) => each !== '@gatehouse')) {
      symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name));
    }
    const service = new ServiceProcess(0, { ...cheap, DATA_DIR: join(folder, 'data') }, folder);
    await expect(service.start()).rejects.toThrow(
      /ended with 1:\n.*@gatehouse\/embedded-postgres, which is not installed\. Set DATABASE_URL/,
    );
    expect(service.output).not.toContain('    at ');
  });
});
