import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#testing/test-database.js';
import { freePort, ServiceProcess } from '../../support/service-process.js';

const password = 'correct horse battery';

/** Two services that do what they are asked once for each key, and say the same again to whoever asks again. */
class Receivers {
  /** What was done, such as `PUT billing <id>`, once for each key. */
  readonly effects: string[] = [];
  readonly #answers = new Map<string, number>();
  #requests = 0;
  refused: string | null = null;

  private constructor(private readonly server: Server) {
    server.on('request', (request, response) => {
      request.resume().on('end', () => {
        const [, service, , , id] = (request.url ?? '').split('/');
        response.writeHead(this.#answer(`${request.method} ${service}`, `${id}`, request.headers)).end();
      });
    });
  }

  static async start(): Promise<Receivers> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new Receivers(server);
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Requests that came again, with a key that was known. */
  get repeated(): number {
    return this.#requests - this.#answers.size;
  }

  reset(refused: string | null): void {
    this.effects.length = 0;
    this.#answers.clear();
    this.#requests = 0;
    this.refused = refused;
  }

  stop(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  #answer(what: string, id: string, headers: NodeJS.Dict<string | string[]>): number {
    this.#requests += 1;
    const key = String(headers['idempotency-key']);
    const known = this.#answers.get(key);
    if (known !== undefined) return known;
    const status = what === this.refused ? 422 : 204;
    this.#answers.set(key, status);
    if (status === 204) this.effects.push(`${what} ${id}`);
    return status;
  }
}

describe('a process that is killed', () => {
  let database: TestDatabase;
  let rows: pg.Client;
  let receivers: Receivers;
  let service: ServiceProcess;
  let root: string;
  let count = 0;

  beforeAll(async () => {
    database = await createTestDatabase('embedded');
    rows = new pg.Client({ connectionString: database.ownerUrl });
    await rows.connect();
    await rows.query('CREATE TABLE deaths (point text)');
    await rows.query('GRANT SELECT, DELETE ON deaths TO PUBLIC');
    receivers = await Receivers.start();
    service = new ServiceProcess(await freePort(), {
      NODE_ENV: 'test',
      GATEHOUSE_CONFIG: join(import.meta.dirname, '../../support/dying.config.ts'),
      DATABASE_URL: database.url,
      ENCRYPTION_KEY: Buffer.alloc(32, 'saga').toString('base64'),
      ARGON2_MEMORY_KIB: '128',
      ARGON2_ITERATIONS: '1',
      ADMIN_EMAIL: 'root@gatehouse.test',
      ADMIN_USERNAME: 'root',
      ADMIN_PASSWORD: password,
      RATE_LIMIT_REGISTER: '0',
      RATE_LIMIT_SENSITIVE: '0',
      RATE_LIMIT_TENANTS: '0',
      EVENTS_LEASE_SECONDS: '1',
      JOBS_LEASE_SECONDS: '1',
      JOBS_POLL_INTERVAL_MS: '50',
      SERVICES: `billing=${receivers.origin}/billing,crm=${receivers.origin}/crm`,
      // A busy machine is no service that is away.
      SERVICE_TIMEOUT_SECONDS: '60',
      SERVICE_ATTEMPT_TIMEOUT_SECONDS: '60',
      SERVICE_RETRIES: '0',
      TENANT_PROVISIONING: 'billing,crm',
      ERASURE_SERVICES: 'billing,crm',
    });
    await service.start();
    const { accessToken } = await post('/auth/login', { email: 'root@gatehouse.test', password });
    root = accessToken;
  });
  afterAll(async () => {
    await service?.stop('SIGKILL');
    await receivers?.stop();
    await rows?.end();
    await database?.drop();
  });
  beforeEach(() => {
    count += 1;
  });

  const send = (method: string, path: string, body?: object) =>
    fetch(`${service.baseUrl}/api/v1${path}`, {
      method,
      headers: {
        'content-type': 'application/json',
        ...(root !== undefined && { authorization: `Bearer ${root}` }),
      },
      body: body === undefined ? null : JSON.stringify(body),
    });
  async function post(path: string, body: object) {
    const reply = await send('POST', path, body);
    const { data } = (await reply.json()) as { data: { id: string; accessToken: string } };
    return data;
  }
  const one = async (sql: string, ...values: readonly unknown[]) =>
    Object.values((await rows.query(sql, [...values])).rows[0] ?? {})[0];
  /** Has it die there, and begins another. @param begin has the saga begin; nobody may be there to answer. */
  async function dieAt(point: string, begin: () => Promise<unknown>) {
    await rows.query('INSERT INTO deaths VALUES ($1)', [point]);
    await begin().catch(() => undefined);
    await expect.poll(() => service.endedBy).toBe('SIGKILL');
    await service.start();
  }
  const ended = (id: unknown) =>
    expect
      .poll(() => one('SELECT state FROM sagas WHERE subject_id = $1', id))
      .toMatch(/^(done|undone|parked)$/);
  const stateOf = (id: unknown) => one('SELECT state FROM sagas WHERE subject_id = $1', id);
  const told = (name: string, id: unknown) =>
    one('SELECT count(*)::int FROM events WHERE name = $1 AND subject_id = $2', name, id);
  const jobs = () => one(`SELECT count(*)::int FROM gatehouse_jobs.job_common WHERE name = 'sagas.advance'`);
  /** After a call whose outcome was not noted, and nowhere else, there is a second one. */
  const repeatedAt = (point: string) => (point.startsWith('before') ? 0 : 1);

  async function provision(point: string): Promise<unknown> {
    const slug = `tenant-${count}`;
    await dieAt(point, () => send('POST', '/tenants', { name: 'Acme', slug }));
    const id = await one('SELECT id FROM tenants WHERE slug = $1', slug);
    await ended(id);
    return id;
  }

  it.each([
    'enqueue 1',
    'before PUT billing',
    'after PUT billing',
    'enqueue 2',
    'before PUT crm',
    'after PUT crm',
    'enqueue 3',
  ])('at "%s" does not keep a tenant from being known everywhere, once', async (point) => {
    receivers.reset(null);
    const id = await provision(point);
    expect(await stateOf(id)).toBe('done');
    expect(receivers.effects).toEqual([`PUT billing ${id}`, `PUT crm ${id}`]);
    expect(receivers.repeated).toBe(point === 'enqueue 1' ? 0 : repeatedAt(point));
    await expect.poll(() => told('tenant.ready', id)).toBe(1);
    await expect.poll(jobs).toBe(0);
  });

  it.each([
    'before PUT crm',
    'after PUT crm',
    'enqueue 3',
    'before DELETE billing',
    'after DELETE billing',
    'enqueue 4',
  ])('at "%s" does not keep a tenant that was refused from being known nowhere', async (point) => {
    receivers.reset('PUT crm');
    const id = await provision(point);
    expect(await stateOf(id)).toBe('undone');
    // Where nobody knows what a call has done, it is undone too.
    const isUnknown = ['before PUT crm', 'after PUT crm', 'enqueue 3'].includes(point);
    expect(receivers.effects).toEqual([
      `PUT billing ${id}`,
      ...(isUnknown ? [`DELETE crm ${id}`] : []),
      `DELETE billing ${id}`,
    ]);
    expect(receivers.repeated).toBe(repeatedAt(point));
    await expect.poll(() => told('tenant.provisioning_failed', id)).toBe(1);
    expect(await told('tenant.ready', id)).toBe(0);
    await expect.poll(jobs).toBe(0);
  });

  it.each([
    'enqueue 1',
    'before DELETE billing',
    'after DELETE billing',
    'enqueue 2',
    'before DELETE crm',
    'after DELETE crm',
    'enqueue 3',
  ])('at "%s" does not keep an account from being erased everywhere, once', async (point) => {
    receivers.reset(null);
    const person = { email: `person${count}@example.com`, username: `person${count}`, password };
    const { id } = await post('/auth/register', person);
    await dieAt(point, () => send('DELETE', `/users/${id}`));
    await ended(id);
    expect(await stateOf(id)).toBe('done');
    expect(receivers.effects).toEqual([`DELETE billing ${id}`, `DELETE crm ${id}`]);
    expect(receivers.repeated).toBe(point === 'enqueue 1' ? 0 : repeatedAt(point));
    await expect.poll(() => told('user.erasure_confirmed', id)).toBe(1);
    await expect.poll(jobs).toBe(0);
  });
});
