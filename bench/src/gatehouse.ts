import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import http from 'node:http';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { rootDirectory } from './paths.ts';
import { freePort, type Processes, type Service } from './processes.ts';

export const admin = { email: 'root@bench.example', password: 'a-long-phrase-for-the-bench' };
/** Of every seeded user. */
export const password = 'correct horse battery staple';

const encryptionKey = randomBytes(32).toString('base64');

/**
 * As in production. Limits per client and per address are off, since the generator is all clients in one; everything else has
 * its default.
 */
export function productionEnvironment(databaseUrl: string, port: number): Record<string, string> {
  return {
    NODE_ENV: 'production',
    HOST: '127.0.0.1',
    PORT: String(port),
    DATABASE_URL: databaseUrl,
    ENCRYPTION_KEY: encryptionKey,
    TOKEN_ISSUER: 'https://auth.bench.example',
    ADMIN_EMAIL: admin.email,
    ADMIN_USERNAME: 'bench-root',
    ADMIN_PASSWORD: admin.password,
    RATE_LIMIT_REGISTER: '0',
    RATE_LIMIT_LOGIN: '0',
    RATE_LIMIT_REFRESH: '0',
    RATE_LIMIT_SENSITIVE: '0',
    RATE_LIMIT_LISTS: '0',
    RATE_LIMIT_WRITES: '0',
    RATE_LIMIT_TENANTS: '0',
    RATE_LIMIT_KEYS: '0',
    LOCKOUT_PER_ADDRESS: '100000',
  };
}

export interface Session {
  readonly accessToken: string;
  readonly refreshToken: string;
}

interface Answer {
  readonly status: number;
  /** The envelope, or null where there is no body. */
  // biome-ignore lint/suspicious/noExplicitAny: the harness takes the service at its word
  readonly json: any;
}

/** Brings the schema of a database up to date. */
export async function migrate(databaseUrl: string): Promise<void> {
  const child = spawn(process.execPath, [join(rootDirectory, 'dist/src/cli.js'), 'migrate', 'up'], {
    env: { PATH: process.env.PATH ?? '', ...productionEnvironment(databaseUrl, 0) },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`The database could not be migrated: ${errors}`);
}

/** One running instance of the service. */
export class Gatehouse {
  readonly pid: number;
  readonly port: number;
  /** From the start of the process to the first answer. */
  readonly coldStartMs: number;
  readonly #service: Service;

  private constructor(service: Service, port: number, coldStartMs: number) {
    this.#service = service;
    this.pid = service.pid;
    this.port = port;
    this.coldStartMs = coldStartMs;
  }

  static async start(
    processes: Processes,
    databaseUrl: string,
    directory: string,
    env: Record<string, string> = {},
  ): Promise<Gatehouse> {
    const port = await freePort();
    const log = join(directory, `gatehouse-${port}.log`);
    const begin = performance.now();
    const service = processes.start(
      process.execPath,
      ['--enable-source-maps', join(rootDirectory, 'dist/src/main.js')],
      { ...productionEnvironment(databaseUrl, port), ...env },
      log,
      directory,
    );
    while (!(await answers(port))) {
      if (service.hasExited) throw new Error(`The service did not start: ${await readFile(log, 'utf8')}`);
      if (performance.now() - begin > 60_000) throw new Error('The service did not start in a minute');
      await delay(3);
    }
    return new Gatehouse(service, port, performance.now() - begin);
  }

  stop(): Promise<void> {
    return this.#service.stop();
  }

  async call(
    method: string,
    path: string,
    { token, body }: { token?: string; body?: unknown } = {},
  ): Promise<Answer> {
    const response = await fetch(`http://127.0.0.1:${this.port}${path}`, {
      method,
      headers: {
        ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, json: text === '' ? null : JSON.parse(text) };
  }

  async signIn(email: string, secret = password): Promise<Session> {
    const body = { email, password: secret };
    const deadline = performance.now() + 30_000;
    let { status, json } = await this.call('POST', '/api/v1/auth/login', { body });
    // Still busy with what came before.
    while (status === 503 && performance.now() < deadline) {
      await delay(200);
      ({ status, json } = await this.call('POST', '/api/v1/auth/login', { body }));
    }
    if (status !== 200) throw new Error(`Signing in as ${email} gave ${status}: ${JSON.stringify(json)}`);
    return json.data;
  }

  /** Few at a time, so that no hash waits for long. */
  async signInAll(emails: readonly string[]): Promise<Session[]> {
    const sessions: Session[] = [];
    let next = 0;
    const work = async () => {
      for (let index = next++; index < emails.length; index = next++) {
        sessions[index] = await this.signIn(emails[index] as string);
      }
    };
    await Promise.all(Array.from({ length: 4 }, work));
    return sessions;
  }
}

/** Any answer over HTTP counts. */
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const request = http.get({ port, host: '127.0.0.1', path: '/health/live', agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.on('error', () => resolve(false));
  });
}
