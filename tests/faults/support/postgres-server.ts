import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { inject } from 'vitest';
import { execute } from '#testing/execute.js';
import { freePort } from '../../support/service-process.js';
import { Program, removeFolder, workFolder } from './program.js';
import { until } from './until.js';

export interface PostgresTemplate {
  /** The folder of `postgres` and `initdb`. */
  readonly programs: string;
  /** The data of a server that was stopped: roles, and a migrated database. */
  readonly data: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    postgresTemplate: PostgresTemplate;
  }
}

export const names = { owner: 'gatehouse_owner', service: 'gatehouse', database: 'gatehouse' };

/** Not `synchronous_commit = off`: what was acknowledged has to outlive `kill -9`. It need not outlive the machine. */
const settings = {
  fsync: 'off',
  full_page_writes: 'off',
  unix_socket_directories: '',
  listen_addresses: '127.0.0.1',
  max_connections: '100',
  shared_buffers: '32MB',
};

export type PostgresRole = 'postgres' | 'owner' | 'service';

/** A PostgreSQL of a test's own, to be frozen, killed, demoted. Whoever connects is trusted. */
export class PostgresServer {
  #program: Program | null = null;
  #frozen: number[] = [];

  private constructor(
    readonly port: number,
    private readonly programs: string,
    private readonly folder: string,
    private readonly options: Readonly<Record<string, string>>,
  ) {}

  /** Not started yet. Two are alike to the byte, so that one can be the other's standby. */
  static async create(options: Readonly<Record<string, string>> = {}): Promise<PostgresServer> {
    const { programs, data } = inject('postgresTemplate');
    const folder = await workFolder();
    await promisify(execFile)('cp', ['-a', '--reflink=auto', data, join(folder, 'data')]);
    return new PostgresServer(await freePort(), programs, folder, options);
  }

  static async start(options: Readonly<Record<string, string>> = {}): Promise<PostgresServer> {
    const server = await PostgresServer.create(options);
    await server.start();
    return server;
  }

  url(role: PostgresRole = 'service', port = this.port): string {
    const user = role === 'postgres' ? role : names[role];
    return `postgres://${user}@127.0.0.1:${port}/${names.database}`;
  }

  get log(): string {
    return this.#program?.output ?? '';
  }

  async start(): Promise<void> {
    this.#program = await startPostgres(this.programs, this.#data, this.port, this.options);
  }

  /** As a superuser. */
  query(sql: string): Promise<Record<string, unknown>[]> {
    return execute(this.url('postgres'), sql);
  }

  /** From the next start on it follows the other one. */
  async follow(primary: PostgresServer): Promise<void> {
    const connection = `primary_conninfo = 'host=127.0.0.1 port=${primary.port} user=postgres'\n`;
    await writeFile(join(this.#data, 'postgresql.auto.conf'), connection);
    await writeFile(join(this.#data, 'standby.signal'), '');
  }

  /** All its processes stand still, and nothing that is open is closed. */
  async freeze(): Promise<void> {
    const { pid } = this.#running;
    process.kill(pid, 'SIGSTOP');
    const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
    this.#frozen = [pid, ...children.trim().split(' ').map(Number)];
    for (const each of this.#frozen) process.kill(each, 'SIGSTOP');
  }

  thaw(): void {
    // The parent last: it would reap at once those of its children that were ending, and their ids would be nobody's.
    for (const pid of this.#frozen.toReversed()) process.kill(pid, 'SIGCONT');
    this.#frozen = [];
  }

  /** Ends all connections, and sends its standbys what they do not have yet. */
  async stop(): Promise<void> {
    await this.#running.stop('SIGINT');
  }

  async remove(): Promise<void> {
    this.thaw();
    await this.#program?.stop('SIGQUIT');
    await removeFolder(this.folder);
  }

  get #data(): string {
    return join(this.folder, 'data');
  }

  get #running(): Program {
    if (this.#program === null) throw new Error('It was not started');
    return this.#program;
  }
}

/** Resolves when it can be worked with. */
export async function startPostgres(
  programs: string,
  data: string,
  port: number,
  options: Readonly<Record<string, string>> = {},
): Promise<Program> {
  const parameters = Object.entries({ ...settings, ...options }).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ]);
  const args = ['-D', data, '-p', String(port), ...parameters];
  const program = await Program.start(join(programs, 'postgres'), args, data, port);
  // The port is open while it is still starting up.
  await until('PostgreSQL is up', () =>
    execute(`postgres://postgres@127.0.0.1:${port}/postgres`, 'SELECT').then(
      () => true,
      () => false,
    ),
  );
  return program;
}
