import { join } from 'node:path';
import { type Account, findUnprivilegedAccount } from './account.js';
import { prepareRuntime } from './runtime.js';
import type { RuntimePackage } from './runtime-package.js';
import type { StateDirectory } from './state-directory.js';

export type Log = (level: 'info' | 'warn', message: string) => void;

/** What every step on a cluster needs to know. */
export interface ClusterEnvironment {
  readonly state: StateDirectory;
  /** Undefined: the user of the service itself. */
  readonly account: Account | undefined;
  readonly settings: Readonly<Record<string, string>>;
  /** The path of a program of the runtime. */
  binary(name: 'initdb' | 'postgres' | 'pg_ctl'): string;
  readonly log: Log;
}

export async function prepareEnvironment(
  state: StateDirectory,
  runtimePackage: RuntimePackage,
  settings: Readonly<Record<string, string>>,
  log: Log,
): Promise<ClusterEnvironment> {
  const runtime = await prepareRuntime(runtimePackage, state, log);
  return {
    state,
    account: await findUnprivilegedAccount(state.cluster),
    settings,
    binary: (name) => join(runtime, 'bin', process.platform === 'win32' ? `${name}.exe` : name),
    log,
  };
}
