/**
 * `npm run dev`: the service, started anew when a file changes and compiles. What does not compile leaves the last good
 * one running. The embedded PostgreSQL is kept from start to end.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, watch } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseEnv, styleText } from 'node:util';

const root = join(import.meta.dirname, '..');
const watched = ['src', 'migrations', 'tools/scaffolding', 'tools/embedded-postgres/src', 'mails', 'pages'];
/** Editors write a file in several steps. */
const restMs = 40;
/** For open requests; nobody is served here who would mind. */
const stopMs = 1000;

const env: NodeJS.ProcessEnv = {
  ...(existsSync('.env') ? parseEnv(readFileSync('.env', 'utf8')) : {}),
  ...process.env,
};
env.REQUEST_LOG ||= 'paths';
env.NODE_COMPILE_CACHE ||= join(root, 'dist/.compile-cache');

let service: ChildProcess | undefined;
/** The next one, as far as it does not depend on what changes. */
let standby: ChildProcess | undefined;
let postgres: { stop(): Promise<void> } | undefined;
let isEnding = false;

function say(line: string): void {
  console.log(styleText('dim', `-- ${line}`));
}

/** Whether it compiles; what does not is said, and nothing of it is written. */
function compiles(): boolean {
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  return (
    spawnSync(process.execPath, [tsc, '-b', 'tsconfig.dev.json'], { cwd: root, stdio: 'inherit' }).status ===
    0
  );
}

function launch(...words: string[]): ChildProcess {
  return spawn(process.execPath, ['--enable-source-maps', join(root, 'dist/src/dev.js'), ...words], {
    env,
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
}

function start(changedAt: number): void {
  const child = standby?.connected ? standby : launch();
  standby = undefined;
  service = child;
  // One that is gone by now tells so itself, below.
  child.send('begin', () => undefined);
  child.once('message', () => {
    say(`Ready after ${((performance.now() - changedAt) / 1000).toFixed(1)} s.`);
    if (!isEnding) standby = launch('--standby');
  });
  child.once('exit', (code, signal) => {
    if (service !== child) return;
    service = undefined;
    if (!isEnding) say(`The service ended with ${code ?? signal}. It starts again when a file changes.`);
  });
}

async function stop(): Promise<void> {
  const child = service;
  service = undefined;
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), stopMs);
  await gone;
  clearTimeout(late);
}

async function restart(changedAt: number): Promise<void> {
  if (!compiles()) {
    say(
      service === undefined ? 'That does not compile.' : 'That does not compile: the last good one goes on.',
    );
    return;
  }
  await keepPostgres();
  await stop();
  if (!isEnding) start(changedAt);
}

/** Imported only now: its package is compiled too. */
async function keepPostgres(): Promise<void> {
  if (postgres !== undefined || env.DATABASE_URL || env.DATABASE_URL_FILE || env.STORAGE === 'memory') return;
  const { startEmbeddedPostgres } = await import('@gatehouse/embedded-postgres');
  const { resolveStateDirectory } = await import(join(root, 'dist/src/infrastructure/state-directory.js'));
  postgres = await startEmbeddedPostgres({
    directory: resolveStateDirectory(resolve(env.DATA_DIR || '.gatehouse')),
    log: (_level, message) => say(message),
  });
}

let changedAt: number | undefined;
let isAtWork = false;

/** One after the other; what changes meanwhile is taken up afterwards. */
async function takeUp(): Promise<void> {
  isAtWork = true;
  while (changedAt !== undefined && !isEnding) {
    await new Promise((wake) => setTimeout(wake, restMs));
    const since = changedAt;
    changedAt = undefined;
    await restart(since);
  }
  isAtWork = false;
}

function changed(): void {
  changedAt ??= performance.now();
  if (!isAtWork) takeUp().catch(end);
}

async function end(error?: unknown): Promise<void> {
  if (isEnding) process.exit(1);
  isEnding = true;
  if (error !== undefined) console.error(error instanceof Error ? error.message : error);
  standby?.kill();
  await stop();
  await postgres?.stop();
  process.exit(error === undefined ? 0 : 1);
}

process.on('SIGINT', () => void end());
process.on('SIGTERM', () => void end());
for (const folder of watched) watch(join(root, folder), { recursive: true }, changed);
for (const file of ['.env', 'gatehouse.config.ts']) if (existsSync(file)) watch(file, changed);
changed();
