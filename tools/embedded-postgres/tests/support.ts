import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { chmod, chown, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { onTestFinished } from 'vitest';
import { type EmbeddedPostgres, type EmbeddedPostgresOptions, startEmbeddedPostgres } from '../src/index.js';

export interface User {
  readonly uid: number;
  readonly gid: number;
}

export interface Service {
  readonly process: ChildProcess;
  /** Resolves when the database is ready, rejects with what the service printed when it ends before. */
  readonly url: Promise<string>;
  readonly ended: Promise<void>;
}

const SETTINGS = { fsync: 'off' };
const isRoot = process.geteuid?.() === 0;

export async function temporaryDirectory(owner?: User): Promise<string> {
  const parent = await realpath(await mkdtemp(join(tmpdir(), 'gatehouse-')));
  // The account of PostgreSQL must pass.
  await chmod(parent, 0o711);
  if (owner !== undefined) await chown(parent, owner.uid, owner.gid);
  onTestFinished(() => rm(parent, { recursive: true, force: true, maxRetries: 10 }));
  return join(parent, '.gatehouse');
}

export async function start(
  directory: string,
  settings: Record<string, string> = {},
  options: Pick<EmbeddedPostgresOptions, 'log' | 'mayJoin' | 'onFailure'> = {},
): Promise<EmbeddedPostgres> {
  const postgres = await startEmbeddedPostgres({
    directory,
    settings: { ...SETTINGS, ...settings },
    ...options,
  });
  onTestFinished(() => postgres.stop());
  return postgres;
}

/** Runs a service of its own process, which can be killed. */
export function spawnService(directory: string, user?: User): Service {
  const file = (name: string) => fileURLToPath(new URL(name, import.meta.url));
  const child = spawn(
    process.execPath,
    ['--conditions=source', '--import', file('typescript-resolution.ts'), file('service.ts'), directory],
    { stdio: 'pipe', env: { ...process.env, NODE_OPTIONS: '' }, ...user },
  );
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (chunk) => {
    errors += chunk;
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const url = new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', (line) => resolve(JSON.parse(line).url));
    child.once('close', () => reject(new Error(errors)));
  });
  url.catch(() => {});
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  return { process: child, url, ended };
}

export async function kill(service: Service): Promise<void> {
  service.process.kill('SIGKILL');
  await service.ended;
}

export async function query<Row extends pg.QueryResultRow>(url: string, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url, ssl: false });
  // The statement under way fails by it too.
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** The pids of all processes that name the state of the directory on their command line. */
export function processesOf(directory: string): number[] {
  return commandLines()
    .filter(([pid, command]) => pid !== process.pid && command.includes(`${directory}/postgres`))
    .map(([pid]) => pid);
}

/** The watchdog shell among them. */
export function watchdogsOf(directory: string): number[] {
  const pids = processesOf(directory);
  return commandLines()
    .filter(([pid, command]) => pids.includes(pid) && command.startsWith('/bin/sh'))
    .map(([pid]) => pid);
}

export function postmasterOf(directory: string): number {
  return Number.parseInt(readFileSync(join(directory, 'postgres', 'postmaster.pid'), 'utf8'), 10);
}

export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** An ordinary user for tests that run as root, if that user can run this checkout at all. */
export function findOrdinaryUser(): User | undefined {
  if (!isRoot) return undefined;
  try {
    const id = (option: string) => Number(execFileSync('id', [option, 'nobody'], { encoding: 'utf8' }));
    const user = { uid: id('-u'), gid: id('-g') };
    execFileSync(process.execPath, ['--check', fileURLToPath(import.meta.url)], { stdio: 'ignore', ...user });
    return user;
  } catch {
    return undefined;
  }
}

function commandLines(): [pid: number, command: string][] {
  if (process.platform !== 'linux') {
    const lines = execFileSync('ps', ['-axww', '-o', 'pid=,args='], { encoding: 'utf8' }).split('\n');
    return lines.map((line) => {
      const [, pid = '', command = ''] = /^\s*(\d+)\s+(.*)$/.exec(line) ?? [];
      return [Number(pid), command];
    });
  }
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map((pid) => [Number(pid), readCommandLine(pid)]);
}

function readCommandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}
