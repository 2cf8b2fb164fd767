import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { bareEnvironment, execute, exitCode, expect, freePort, type RehearsalDatabase } from './steps.ts';

export interface Image {
  readonly folder: string;
  workdir: string;
  readonly env: Record<string, string>;
  healthCheck: readonly string[];
  command: readonly string[];
}

/** Carries out the steps of the Dockerfile in `context`, each stage in a folder of its own below `work`. */
export function buildImage(context: string, work: string): Image {
  const stages: { name: string; stage: Image }[] = [];
  const lines = readFileSync(join(context, 'Dockerfile'), 'utf8').split('\n');
  for (const line of lines.filter((text) => text.trim() !== '' && !text.startsWith('#'))) {
    const [instruction = '', ...words] = line.trim().split(/\s+/);
    const rest = words.join(' ');
    const current = stages.at(-1)?.stage;
    if (instruction === 'FROM') {
      const folder = join(work, `stage${stages.length}`);
      mkdirSync(folder, { recursive: true });
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
        const source = from === undefined ? context : stages.find(({ name }) => name === from)?.stage.folder;
        if (source === undefined) throw new Error(`No such stage: ${line}`);
        const target = words.pop() as string;
        for (const path of words) {
          const to = target.endsWith('/') ? join(inStage(target), basename(path)) : inStage(target);
          // As Docker does, links are copied as they are: those of `.bin` must not lead out of the stage.
          cpSync(join(source, path), to, { recursive: true, verbatimSymlinks: true });
        }
        break;
      }
      case 'RUN':
        execute('sh', ['-c', rest], { cwd: inStage('.'), env: environment(current) });
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

/** What a container would see: the base image's PATH with its Node. */
function environment(image: Image): Record<string, string> {
  return { ...bareEnvironment(), ...image.env };
}

function run(image: Image, command: readonly string[], env: Record<string, string>): ChildProcess {
  const [program = '', ...parameters] = command;
  return spawn(program, parameters, {
    cwd: join(image.folder, image.workdir),
    env: { ...environment(image), ...env },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
}

export interface Trial {
  readonly database: RehearsalDatabase;
  /** The file of the command line, as seen from the image's working directory. */
  readonly cli: string;
  /** Uses the running service as its first administrator. */
  use?(origin: string, token: string): Promise<void>;
}

/** It must refuse to run unprepared, migrate, start, pass the health check, serve, and stop with exit code 0. */
export async function tryOut(image: Image, { database, cli, use }: Trial): Promise<void> {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const env = {
    PORT: String(port),
    DATABASE_URL: database.url,
    ENCRYPTION_KEY: randomBytes(32).toString('base64'),
    TOKEN_ISSUER: origin,
    TOKEN_ISSUER_ALLOW_INSECURE: 'true',
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
  const migration = run(image, ['node', cli, 'migrate', 'up'], {
    ...env,
    DATABASE_MIGRATION_URL: database.migrationUrl,
  });
  expect('the migrations to run', (await exitCode(migration)) === 0);

  const service = run(image, image.command, env);
  try {
    let isHealthy = false;
    for (let attempt = 0; attempt < 50 && !isHealthy && service.exitCode === null; attempt += 1) {
      isHealthy = (await exitCode(run(image, image.healthCheck, env))) === 0;
    }
    expect('the health check to pass', isHealthy);
    const login = await fetch(`${origin}/api/v1/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: env.ADMIN_EMAIL, password: env.ADMIN_PASSWORD }),
    });
    expect('the first administrator to sign in', login.status === 200);
    const { data } = (await login.json()) as { data: { accessToken: string } };
    await use?.(origin, data.accessToken);
    service.kill('SIGTERM');
    expect('SIGTERM to end it with exit code 0', (await exitCode(service)) === 0);
  } finally {
    service.kill('SIGKILL');
  }
}
