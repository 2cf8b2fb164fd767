import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from './until.js';

/** `nobody` where the tests run as root, as whom most servers refuse to run. */
export const account = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

/** The path in this variable; null where tests that need it are skipped, which with REQUIRE_SERVICES=1 none are. */
export function installed(variable: string): (() => string) | null {
  const path = process.env[variable];
  if (!path && process.env.REQUIRE_SERVICES !== '1') return null;
  return () => {
    if (!path) throw new Error(`REQUIRE_SERVICES=1 demands a program at ${variable}`);
    return path;
  };
}

/** A temporary folder that a program may write to. */
export async function workFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'gatehouse-faults-'));
  if (account.uid !== undefined) await chown(folder, account.uid, account.gid);
  return folder;
}

export function removeFolder(folder: string): Promise<void> {
  return rm(folder, { recursive: true, force: true, maxRetries: 10 });
}

/** A server that runs in the foreground, as an account without rights. */
export class Program {
  readonly #child: ChildProcess;
  #output = '';

  private constructor(binary: string, args: readonly string[], cwd: string) {
    this.#child = spawn(binary, args, { ...account, cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    const keep = (chunk: Buffer) => {
      this.#output += chunk.toString();
    };
    this.#child.stdout?.on('data', keep);
    this.#child.stderr?.on('data', keep);
    const kill = () => this.#child.kill('SIGKILL');
    process.once('exit', kill);
    this.#child.once('exit', () => process.off('exit', kill));
  }

  /** Resolves when it takes connections at the port. @throws Error with what it wrote when it ends instead. */
  static async start(binary: string, args: readonly string[], cwd: string, port: number): Promise<Program> {
    const program = new Program(binary, args, cwd);
    await until(`${binary} takes connections`, async () => {
      if (program.#hasEnded) throw new Error(`${binary} ended:\n${program.output}`);
      return accepts(port);
    });
    return program;
  }

  /** Runs it to its end. @throws Error with what it wrote when it fails. */
  static async run(binary: string, args: readonly string[], cwd: string): Promise<void> {
    const program = new Program(binary, args, cwd);
    const [code] = await once(program.#child, 'close');
    if (code !== 0) throw new Error(`${binary} ended with ${code}:\n${program.output}`);
  }

  get output(): string {
    return this.#output;
  }

  get pid(): number {
    if (this.#child.pid === undefined) throw new Error('It was not started');
    return this.#child.pid;
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (this.#hasEnded) return;
    this.#child.kill(signal);
    await once(this.#child, 'close');
  }

  get #hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }
}

function accepts(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  return new Promise((resolve) => {
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
  }).finally(() => socket.destroy()) as Promise<boolean>;
}
