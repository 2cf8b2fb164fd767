import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Cleanup } from '../cleanup.ts';
import { Gatehouse, migrate, productionEnvironment } from '../gatehouse.ts';
import { positive } from '../options.ts';
import { rootDirectory } from '../paths.ts';
import { PostgresServer, withClient } from '../postgres.ts';
import { Processes } from '../processes.ts';
import { emailOf, type ImportFile, passwordOf, writeImportFile } from './file.ts';
import { firebaseParameters } from './hashes.ts';

const help = `npm run bench:import -- [--users 1000000] [--faults 1000] [--sign-ins 1000]

Imports accounts with six kinds of password hashes, kills the import (SIGKILL) when 40 % are there, runs it again, and then
judges: nobody is there twice or missing, the report names each planted fault and nothing else, and as many of each kind
sign in and have a hash of the service's own then. DATABASE_URL names a server to use instead of the embedded one.
`;

export async function measureImport(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      users: { type: 'string', default: '1000000' },
      faults: { type: 'string', default: '1000' },
      'sign-ins': { type: 'string', default: '1000' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(help);
  const [users, faulty, signing] = (['users', 'faults', 'sign-ins'] as const).map((name) =>
    Math.floor(positive(name, values[name])),
  ) as [number, number, number];
  const cleanup = new Cleanup();
  cleanup.onSignal();
  try {
    const folder = await mkdtemp(join(tmpdir(), 'gatehouse-import-'));
    cleanup.add(() => rm(folder, { recursive: true, force: true }));
    const server = await PostgresServer.open(cleanup);
    const url = await server.createDatabase('import');
    await migrate(url);
    await writeFile(join(folder, 'firebase.txt'), firebaseParameters);
    const file = await writeImportFile(join(folder, 'users.ndjson'), { users, faulty, signing }, () => {});
    say(`${users} accounts are written, ${file.faults.size} of them with a fault`);
    const run = new Import(url, file, cleanup);
    const before = await run.untilKilled(Math.floor(users * 0.4));
    await run.toTheEnd(before);
    await run.judgeAccounts(users);
    await run.judgeReport();
    await run.judgeSignIns(folder);
  } finally {
    await cleanup.run();
  }
}

function say(message: string): void {
  console.log(`${new Date().toISOString()} ${message}`);
}

function must(isSo: boolean, what: string): void {
  say(`${isSo ? 'yes' : 'NO'}: ${what}`);
  if (!isSo) process.exitCode = 1;
}

class Import {
  readonly #env: Record<string, string>;
  readonly url: string;
  readonly file: ImportFile;
  readonly cleanup: Cleanup;

  constructor(url: string, file: ImportFile, cleanup: Cleanup) {
    this.url = url;
    this.file = file;
    this.cleanup = cleanup;
    this.#env = productionEnvironment(url, 0);
  }

  /** @returns how many accounts are there then. */
  async untilKilled(accounts: number): Promise<number> {
    const begin = performance.now();
    const child = this.#start();
    const end = once(child, 'exit');
    while (child.exitCode === null && (await this.#stored()) < accounts) await delay(200);
    child.kill('SIGKILL');
    await end;
    const stored = await this.#stored();
    const seconds = (performance.now() - begin) / 1000;
    must(child.signalCode === 'SIGKILL', 'it was killed on its way');
    say(`${stored} accounts in ${seconds.toFixed(1)} s: ${perMinute(stored, seconds)}, then killed`);
    return stored;
  }

  async toTheEnd(before: number): Promise<void> {
    const begin = performance.now();
    const child = this.#start();
    const output = text(child.stdout as NodeJS.ReadableStream);
    const [code] = await once(child, 'exit');
    const seconds = (performance.now() - begin) / 1000;
    const { read, added, present, refused } = JSON.parse(await output);
    say(
      `${read} read in ${seconds.toFixed(1)} s (${perMinute(read, seconds)}): ${added} added, ${present} there`,
    );
    must(present === before, `all ${before} of the first run were found`);
    must(refused === this.file.faults.size && code === 1, `${this.file.faults.size} lines were refused`);
  }

  async judgeAccounts(users: number): Promise<void> {
    const faulty = [...this.file.faults.keys()].map((line) => line - 1);
    const expected = users - faulty.length;
    await withClient(this.url, async (client) => {
      const { rows } = await client.query(
        `SELECT count(*)::integer AS accounts, count(DISTINCT email)::integer AS emails,
           (SELECT count(*)::integer FROM generate_series(0, $1::integer - 1) AS index
            WHERE index <> ALL ($2::integer[])
              AND NOT EXISTS (SELECT FROM users WHERE email = 'user' || index || '@import.example')) AS missing,
           (SELECT count(*)::integer FROM events WHERE name = 'user.registered'
              AND payload ->> 'email' LIKE '%@import.example') AS events
         FROM users WHERE email LIKE '%@import.example'`,
        [users, faulty],
      );
      const { accounts, emails, missing, events } = rows[0];
      must(accounts === expected && emails === expected, `${expected} accounts, nobody twice`);
      must(missing === 0, 'nobody is missing');
      must(events === expected, 'an event of each');
    });
  }

  async judgeReport(): Promise<void> {
    const report = await readFile(`${this.file.path}.refused.ndjson`, 'utf8');
    const told = report
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { line: number; field: string | null });
    const isRight = ({ line, field }: (typeof told)[number]) => this.file.faults.get(line) === field;
    must(
      told.length === this.file.faults.size && told.every(isRight),
      `the report names each fault, and nothing else (${told.length})`,
    );
  }

  async judgeSignIns(directory: string): Promise<void> {
    const service = await Gatehouse.start(new Processes(this.cleanup), this.url, directory);
    for (const [kind, indices] of Object.entries(this.file.signers)) {
      const begin = performance.now();
      let next = 0;
      let signedIn = 0;
      const work = async () => {
        for (let index = indices[next++]; index !== undefined; index = indices[next++]) {
          await service.signIn(emailOf(index), passwordOf(index));
          signedIn += 1;
        }
      };
      await Promise.all(Array.from({ length: 4 }, work));
      const seconds = (performance.now() - begin) / 1000;
      const upgraded = await withClient(this.url, async (client) => {
        const { rows } = await client.query(
          `SELECT count(*)::integer AS upgraded FROM users
           WHERE email = ANY ($1) AND password_hash LIKE '$argon2id$v=19$m=19456,t=2,p=1$%'`,
          [indices.map(emailOf)],
        );
        return rows[0].upgraded as number;
      });
      must(
        signedIn === indices.length && upgraded === indices.length && signedIn > 0,
        `${signedIn} with ${kind} signed in within ${seconds.toFixed(1)} s, ${upgraded} have a hash of ours`,
      );
    }
  }

  #start(): ChildProcess {
    const parameters = join(this.file.path, '../firebase.txt');
    const words = ['users', 'import', this.file.path, '--json', '--firebase-parameters', parameters];
    const child = spawn(process.execPath, [join(rootDirectory, 'dist/src/cli.js'), ...words], {
      env: { PATH: process.env.PATH ?? '', ...this.#env },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    this.cleanup.add(() => child.kill('SIGKILL'));
    return child;
  }

  #stored(): Promise<number> {
    return withClient(this.url, async (client) => {
      const sql = "SELECT count(*)::integer AS stored FROM users WHERE email LIKE '%@import.example'";
      return (await client.query(sql)).rows[0].stored as number;
    });
  }
}

function perMinute(number: number, seconds: number): string {
  return `${Math.round((60 * number) / seconds).toLocaleString('en')} a minute`;
}
