import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import net from 'node:net';
import { join } from 'node:path';
import type { Cleanup } from './cleanup.ts';

export interface Worker<Answer> {
  readonly pid: number;
  ask(message: unknown): Promise<Answer>;
  stop(): Promise<void>;
}

export interface Service {
  readonly pid: number;
  readonly hasExited: boolean;
  stop(): Promise<void>;
  /** Gives it no chance to do anything more. */
  kill(): Promise<void>;
}

interface Reply {
  readonly ready?: boolean;
  readonly error?: string;
}

/** Starts processes that end with the command. */
export class Processes {
  readonly #cleanup: Cleanup;

  constructor(cleanup: Cleanup) {
    this.#cleanup = cleanup;
  }

  /** A module of this directory that says when it is ready and answers messages one at a time. */
  async fork<Answer>(
    module: string,
    { args = [], env = {} }: { args?: readonly string[]; env?: Record<string, string> } = {},
  ): Promise<Worker<Answer>> {
    const child = fork(join(import.meta.dirname, module), [...args], {
      env: { ...cleanEnvironment(), ...env },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      execArgv: [],
    });
    let errors = '';
    child.stderr?.on('data', (chunk) => {
      errors = (errors + chunk).slice(-4000);
    });
    const stop = () => stopped(child, () => child.connected && child.disconnect());
    this.#cleanup.add(stop);
    let isStopping = false;
    const reply = () =>
      new Promise<Reply & Answer>((resolve, reject) => {
        const settle = (settled: () => void) => {
          child.off('message', onMessage).off('exit', onExit);
          settled();
        };
        const onMessage = (message: Reply & Answer) =>
          settle(() =>
            message.error === undefined ? resolve(message) : reject(new Error(`${module}: ${message.error}`)),
          );
        // Nothing is waited for any more when the command is being stopped.
        const onExit = () => !isStopping && settle(() => reject(new Error(`${module} ended: ${errors}`)));
        child.on('message', onMessage).on('exit', onExit);
      });
    await reply();
    return {
      pid: child.pid as number,
      ask(message) {
        const answer = reply();
        child.send(message as object);
        return answer;
      },
      stop() {
        isStopping = true;
        return stop();
      },
    };
  }

  /** A program that runs until it is stopped, with its output in a file, as a supervisor would have it. */
  start(
    program: string,
    args: readonly string[],
    env: Record<string, string>,
    output: string,
    cwd: string,
  ): Service {
    const file = openSync(output, 'a');
    const child = spawn(program, [...args], {
      cwd,
      env: { ...cleanEnvironment(), ...env },
      stdio: ['ignore', file, file],
      // Ctrl-C is for the command, which stops the others in order.
      detached: true,
    });
    closeSync(file);
    const stop = () => stopped(child, () => child.kill('SIGTERM'));
    this.#cleanup.add(stop);
    return {
      pid: child.pid as number,
      get hasExited() {
        return child.exitCode !== null || child.signalCode !== null;
      },
      stop,
      kill: () => stopped(child, () => child.kill('SIGKILL')),
    };
  }
}

async function stopped(child: ChildProcess, ask: () => unknown): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  const timer = setTimeout(() => child.kill('SIGKILL'), 5000);
  ask();
  await exit;
  clearTimeout(timer);
}

/** What a process needs to run, without what would configure the service or a yardstick by accident. */
function cleanEnvironment(): Record<string, string> {
  const kept = ['PATH', 'HOME', 'LANG', 'TZ', 'TMPDIR', 'SystemRoot'];
  return Object.fromEntries(
    kept.flatMap((name) => (process.env[name] ? [[name, process.env[name] as string]] : [])),
  );
}

export async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
