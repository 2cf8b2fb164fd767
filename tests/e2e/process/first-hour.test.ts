import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#testing/test-database.js';
import { ServiceProcess } from '../../support/service-process.js';

const checkout = join(import.meta.dirname, '../../..');
const env = { NODE_ENV: 'development', LOG_LEVEL: 'warn' };

async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

/** What a start that fails says, without the frame of the test kit. */
async function sayingOf(settings: Readonly<Record<string, string>>): Promise<string> {
  const service = new ServiceProcess(0, { ...env, ...settings });
  await expect(service.start()).rejects.toThrow('ended with 1');
  return service.output;
}

describe('a database that cannot be used', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database?.drop());
  const changed = (change: Partial<URL>) => Object.assign(new URL(database.url), change).href;

  it.each<[string, () => string, RegExp]>([
    ['no host', () => 'postgres://u:canary@nosuch.invalid/x', /no host nosuch\.invalid/],
    ['nothing there', () => 'postgres://u:canary@127.0.0.1:1/x', /nothing listens on port 1 of 127\.0\.0\.1/],
    ['a wrong password', () => changed({ password: 'canary' }), /refuses the password/],
    ['a wrong role', () => changed({ username: 'nobody' }), /has no role nobody/],
    ['a wrong name', () => changed({ pathname: '/nosuch' }), /no database nosuch.*createdb nosuch/],
    ['no TLS', () => changed({ search: '?sslmode=verify-full' }), /does not speak TLS/],
  ])('%s: which variable, which host, what to do', async (_what, url, problem) => {
    const said = await sayingOf({ DATABASE_URL: url() });
    expect(said).toMatch(/^DATABASE_URL leads to no database: /);
    expect(said).toMatch(problem);
    expect(said.trimEnd().split('\n')).toHaveLength(1);
    expect(said).not.toMatch(/canary|UNAVAILABLE|try again shortly|postgres:\/\//i);
  });

  it('the port of another server', async () => {
    const port = await listening(
      createServer((socket) => {
        socket.on('error', () => undefined);
        socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
      }),
    );
    expect(await sayingOf({ DATABASE_URL: `postgres://u:canary@127.0.0.1:${port}/x` })).toMatch(
      /does not talk like PostgreSQL/,
    );
  });

  it('names the variable of the role that migrates', async () => {
    const said = await sayingOf({
      DATABASE_URL: database.url,
      DATABASE_MIGRATION_URL: 'postgres://u:canary@127.0.0.1:1/x',
    });
    expect(said).toMatch(/^DATABASE_MIGRATION_URL leads to no database/);
  });
});

it.skipIf(!existsSync('/usr/bin/node'))('an older Node says so in one line', async () => {
  const version = await run('/usr/bin/node', ['--version']);
  if (Number.parseInt(version.output.slice(1), 10) >= 26) return;
  const main = join(checkout, 'dist/src/main.js');
  const { code, output } = await run('/usr/bin/node', [main]);
  expect(code).toBe(1);
  expect(output).toMatch(/^Gatehouse needs Node 26 or later, and this is \d+\.\d+\.\d+\..*\n$/);
});

it('without the compiler, which npm leaves out in production, a build says how to get it, and deletes nothing', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'gatehouse-without-compiler-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await mkdir(join(folder, 'dist'));
  const { scripts } = JSON.parse(await readFile(join(checkout, 'package.json'), 'utf8'));
  const { code, output } = await run('sh', ['-c', scripts.prebuild], folder);
  expect([code, output]).toEqual([
    1,
    expect.stringMatching(/compiler is not installed.*npm ci --include=dev\n$/),
  ]);
  expect(existsSync(join(folder, 'dist'))).toBe(true);
});

function run(
  file: string,
  words: readonly string[],
  cwd?: string,
): Promise<{ code: number; output: string }> {
  const { promise, resolve } = Promise.withResolvers<{ code: number; output: string }>();
  execFile(file, words, { cwd }, (error, stdout, stderr) => {
    resolve({ code: typeof error?.code === 'number' ? error.code : 0, output: stdout + stderr });
  });
  return promise;
}
