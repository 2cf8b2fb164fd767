import {
  type ChildProcess,
  type ChildProcessWithoutNullStreams,
  execFile,
  type StdioOptions,
  spawn,
} from 'node:child_process';
import { join } from 'node:path';

const checkout = join(import.meta.dirname, '../..');

export interface CommandOutcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

const entry = join(checkout, 'dist/src/cli.js');

function optionsOf(env: Readonly<Record<string, string>>) {
  const config = join(import.meta.dirname, 'built-in-features.config.ts');
  return {
    cwd: checkout,
    env: { PATH: process.env.PATH ?? '', GATEHOUSE_CONFIG: config, ...env },
  };
}

/**
 * Runs a command of the built command line in a process of its own, and waits for its end.
 * @param stdin empty by default; there is never a terminal.
 * @param cwd the checkout by default.
 */
export function runCommand(
  words: readonly string[],
  env: Readonly<Record<string, string>>,
  stdin = '',
  cwd = checkout,
): Promise<CommandOutcome> {
  const { promise, resolve } = Promise.withResolvers<CommandOutcome>();
  const child = execFile(
    process.execPath,
    ['--enable-source-maps', entry, ...words],
    { ...optionsOf(env), cwd, maxBuffer: 64 * 1_048_576 },
    (error, stdout, stderr) => resolve({ exitCode: Number(error?.code ?? 0), stdout, stderr }),
  );
  // A command that does not read it may have ended before.
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(stdin);
  return promise;
}

/** The same, to be interrupted. */
export function startCommand(
  words: readonly string[],
  env: Readonly<Record<string, string>>,
): ChildProcessWithoutNullStreams;
export function startCommand(
  words: readonly string[],
  env: Readonly<Record<string, string>>,
  stdio: StdioOptions,
): ChildProcess;
export function startCommand(
  words: readonly string[],
  env: Readonly<Record<string, string>>,
  stdio: StdioOptions = 'pipe',
): ChildProcess {
  return spawn(process.execPath, ['--enable-source-maps', entry, ...words], { ...optionsOf(env), stdio });
}
