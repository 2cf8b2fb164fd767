import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Cleanup } from './cleanup.ts';
import { admin, Gatehouse, migrate, password, type Session } from './gatehouse.ts';
import { Generator } from './generator/generator.ts';
import type { Job, Outcome } from './generator/job.ts';
import type { Options } from './options.ts';
import { productPackage } from './paths.ts';
import { type PostgresServer, seededDatabaseName, withClient } from './postgres.ts';
import { freePort, Processes, type Worker } from './processes.ts';
import type { Progress } from './progress.ts';
import type { Results } from './report/results.ts';
import { seedUsers } from './seeding/seed-users.ts';

export const fewUsers = 10_000;
export const requestTimeoutMs = 10_000;

/** What the workloads share; each thing is made when it is first needed. */
export class Lab {
  readonly processes: Processes;
  readonly #made = new Map<string, Promise<unknown>>();
  readonly #cleanup: Cleanup;
  readonly server: PostgresServer;
  readonly options: Options;
  readonly progress: Progress;
  readonly results: Results;
  readonly directory: string;

  private constructor(
    cleanup: Cleanup,
    server: PostgresServer,
    options: Options,
    progress: Progress,
    results: Results,
    directory: string,
  ) {
    this.processes = new Processes(cleanup);
    this.#cleanup = cleanup;
    this.server = server;
    this.options = options;
    this.progress = progress;
    this.results = results;
    this.directory = directory;
  }

  static async open(
    cleanup: Cleanup,
    server: PostgresServer,
    options: Options,
    progress: Progress,
    results: Results,
  ): Promise<Lab> {
    const directory = await mkdtemp(join(tmpdir(), 'gatehouse-bench-'));
    cleanup.add(() => rm(directory, { recursive: true, force: true }));
    return new Lab(cleanup, server, options, progress, results, directory);
  }

  /** A database with so many users, whose password is {@link password}. */
  usersDatabase(users: number): Promise<string> {
    return this.#once(`database ${users}`, async () => {
      const kept = seededDatabaseName(users);
      if (await this.server.hasDatabase(kept)) {
        const url = this.server.urlOf(kept);
        await migrate(url);
        // What an earlier run has left cannot be read with the key of this one.
        await withClient(url, (client) => client.query('TRUNCATE signing_keys, sessions'));
        return url;
      }
      const url = await this.migratedDatabase(`users_${users}`);
      await seedUsers(url, {
        users,
        passwordHash: await this.argon2Hash(),
        onProgress: (step, done) =>
          this.progress.detail(step === 'rows' ? `${done} of ${users} users` : step),
      });
      return url;
    });
  }

  argon2Hash(): Promise<string> {
    return this.#once('hash', () => argon2Hash());
  }

  async migratedDatabase(name: string): Promise<string> {
    const url = await this.server.createDatabase(name);
    await migrate(url);
    return url;
  }

  /** Of the workloads that write. */
  mainDatabase(): Promise<string> {
    return this.#once('main database', async () => {
      const url = await this.migratedDatabase('main');
      await seedUsers(url, { users: fewUsers, passwordHash: await this.argon2Hash() });
      return url;
    });
  }

  gatehouse(): Promise<Gatehouse> {
    return this.#once('gatehouse', async () => this.startGatehouse(await this.mainDatabase()));
  }

  startGatehouse(databaseUrl: string, env: Record<string, string> = {}): Promise<Gatehouse> {
    return Gatehouse.start(this.processes, databaseUrl, this.directory, env);
  }

  /** Addresses of seeded users that may sign in. */
  emails(databaseUrl: string, count: number): Promise<string[]> {
    return withClient(databaseUrl, async (client) => {
      const { rows } = await client.query(
        `SELECT email FROM users WHERE is_active AND username ~ '\\d$' ORDER BY created_at, id LIMIT $1`,
        [count],
      );
      return rows.map(({ email }) => email);
    });
  }

  async mainEmails(): Promise<string[]> {
    const url = await this.mainDatabase();
    return this.#once('main emails', () => this.emails(url, 4000));
  }

  /** Fresh ones, since access tokens live for 15 minutes only. */
  async mainSessions(count: number): Promise<Session[]> {
    const emails = await this.mainEmails();
    return (await this.gatehouse()).signInAll(emails.slice(-count));
  }

  bareFastify(): Promise<Worker<{ port: number }>> {
    return this.#once('bare Fastify', () =>
      this.processes.fork('yardsticks/bare-fastify.ts', { env: { NODE_ENV: 'production' } }),
    );
  }

  rawHash(): Promise<Worker<{ perSecond: number }>> {
    return this.#once('raw hash', () => this.processes.fork('yardsticks/raw-hash.ts'));
  }

  betterAuth(): Promise<{ port: number; cookies: string[]; emails: string[] }> {
    return this.#once('Better Auth', async () => {
      const url = await this.server.createDatabase('better_auth');
      const port = await freePort();
      await this.processes.fork('yardsticks/better-auth.ts', {
        args: [url, String(port)],
        env: { NODE_ENV: 'production' },
      });
      const cookies: string[] = [];
      const emails: string[] = [];
      for (let index = 0; index < 8; index += 1) {
        const email = `person${index}@bench.example`;
        const response = await fetch(`http://127.0.0.1:${port}/api/auth/sign-up/email`, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json', Origin: `http://127.0.0.1:${port}` },
          body: JSON.stringify({ email, password, name: `Person ${index}` }),
        });
        if (!response.ok)
          throw new Error(`Better Auth answered ${response.status}: ${await response.text()}`);
        cookies.push(
          response.headers
            .getSetCookie()
            .map((cookie) => cookie.split(';')[0])
            .join('; '),
        );
        emails.push(email);
      }
      return { port, cookies, emails };
    });
  }

  generator(name: 'main' | 'storm' | 'health' = 'main'): Promise<Generator> {
    return this.#once(`generator ${name}`, () => Generator.start(this.processes));
  }

  /** A measurement with the usual times. */
  async load(job: Pick<Job, 'port' | 'connections' | 'load'> & Partial<Job>): Promise<Outcome> {
    const { durationMs, warmUpMs } = this.options;
    const generator = await this.generator();
    return generator.run({ durationMs, warmUpMs, timeoutMs: requestTimeoutMs, ...job });
  }

  onEnd(task: () => unknown): void {
    this.#cleanup.add(task);
  }

  #once<T>(name: string, make: () => Promise<T>): Promise<T> {
    const made = (this.#made.get(name) as Promise<T> | undefined) ?? make();
    this.#made.set(name, made);
    return made;
  }
}

/** Of an administrator: a seeded one, or the first, whom the service has made. */
export async function adminToken(gatehouse: Gatehouse, databaseUrl: string): Promise<string> {
  const email = await withClient(databaseUrl, async (client) => {
    const { rows } = await client.query(
      `SELECT email FROM users WHERE is_active AND roles @> '{admin}'::text[] ORDER BY id LIMIT 1`,
    );
    return rows[0].email as string;
  });
  const { accessToken } = await gatehouse.signIn(email, email === admin.email ? admin.password : password);
  return accessToken;
}

/** In the form and with the parameters that the service has by default, so that no login renews it. */
export function argon2Hash(): Promise<string> {
  const { hash } = productPackage<{ hash(password: string, options: object): Promise<string> }>(
    '@node-rs/argon2',
  );
  return hash(password, { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 });
}
