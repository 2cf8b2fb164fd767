import { execFile } from 'node:child_process';
import { join } from 'node:path';

const checkout = join(import.meta.dirname, '../..');

export interface CommandOutcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command of the built command line in a process of its own, and waits for its end. */
export function runCommand(
  words: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<CommandOutcome> {
  const { promise, resolve } = Promise.withResolvers<CommandOutcome>();
  execFile(
    process.execPath,
    ['--enable-source-maps', join(checkout, 'dist/src/cli.js'), ...words],
    {
      cwd: checkout,
      env: {
        PATH: process.env.PATH ?? '',
        GATEHOUSE_CONFIG: join(import.meta.dirname, 'built-in-features.config.ts'),
        ...env,
      },
    },
    (error, stdout, stderr) => resolve({ exitCode: Number(error?.code ?? 0), stdout, stderr }),
  );
  return promise;
}
