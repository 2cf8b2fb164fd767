import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#testing/test-database.js';
import { freePort, ServiceProcess } from '../support/service-process.js';

const signUps = 1000;
const kills = 20;

interface Outcome {
  readonly status: number;
  readonly email: string;
  readonly id: string | null;
}

/**
 * Notes each entry that the audit log is told of, also one that it has already; undone with its transaction. The
 * other subscription notes by itself, and keeps what it has noted.
 */
const makeNotes = `
  CREATE TABLE noted (number bigint GENERATED ALWAYS AS IDENTITY, id uuid);
  CREATE TABLE told (number bigint GENERATED ALWAYS AS IDENTITY, id uuid);
  CREATE TABLE delays (seconds float8);
  GRANT SELECT, INSERT ON told, delays TO PUBLIC;
  CREATE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    INSERT INTO told (id) VALUES (NEW.id);
    PERFORM pg_sleep(seconds) FROM delays;
    RETURN NEW;
  END $$;
  CREATE TRIGGER told BEFORE INSERT ON audit_entries FOR EACH ROW EXECUTE FUNCTION tell()`;

describe('two instances', () => {
  let database: TestDatabase;
  let services: readonly [ServiceProcess, ServiceProcess];
  let rows: pg.Client;

  beforeAll(async () => {
    database = await createTestDatabase('embedded');
    rows = new pg.Client({ connectionString: database.ownerUrl });
    await rows.connect();
    await rows.query(makeNotes);
    const env = {
      NODE_ENV: 'test',
      GATEHOUSE_CONFIG: join(import.meta.dirname, '../support/noting.config.ts'),
      DATABASE_URL: database.url,
      ENCRYPTION_KEY: Buffer.alloc(32, 'crash').toString('base64'),
      ARGON2_MEMORY_KIB: '128',
      ARGON2_ITERATIONS: '1',
      HASH_QUEUE_MAX: String(signUps),
      HASH_QUEUE_MAX_WAIT_MS: '60000',
      RATE_LIMIT_REGISTER: '0',
      EVENTS_LEASE_SECONDS: '2',
    };
    services = [new ServiceProcess(await freePort(), env), new ServiceProcess(await freePort(), env)];
    for (const service of services) await service.start();
  });

  afterAll(async () => {
    for (const service of services ?? []) await service.stop('SIGKILL');
    await rows?.end();
    await database?.drop();
  });

  const register = async (service: ServiceProcess, body: object): Promise<Outcome | null> => {
    const answer = await fetch(`${service.baseUrl}/api/v1/auth/register`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ password: 'a long enough phrase', ...body }),
    })
      .then(async (reply) => ({
        reply,
        body: (await reply.json()) as { data?: { id: string; email: string } },
      }))
      .catch(() => null);
    if (answer === null || answer.reply.status === 503) return null;
    return {
      status: answer.reply.status,
      email: (body as { email: string }).email,
      id: answer.body.data?.id ?? null,
    };
  };
  const count = async (sql: string): Promise<number> => Number((await rows.query(sql)).rows[0].count);
  const missingIn = (table: string) =>
    count(`SELECT count(*) FROM events WHERE id NOT IN (SELECT id FROM ${table})`);
  /** Those that came, for the first time, when one behind them had come. */
  const misplacedIn = (table: string) =>
    count(`
      SELECT count(*) FROM (
        SELECT position, lag(position) OVER (ORDER BY number) AS before
        FROM (SELECT id, min(number) AS number FROM ${table} GROUP BY id) AS first JOIN events USING (id)
      ) AS told WHERE position <= before`);
  /** Both subscriptions have had every event, in the order of the log; the transactional one has had each once. */
  const expectAllOnRecord = async () => {
    for (const table of ['audit_entries', 'noted']) await expect.poll(() => missingIn(table)).toBe(0);
    for (const table of ['told', 'noted']) expect(await misplacedIn(table)).toBe(0);
    expect(await count('SELECT count(*) FROM told JOIN events USING (id)')).toBe(
      await count('SELECT count(*) FROM events'),
    );
    expect(await count('SELECT count(*) FROM event_dead_letters')).toBe(0);
  };

  it(`lose nothing over ${kills} times kill -9 of one of them`, { timeout: 240_000 }, async () => {
    let answered = 0;
    let killed = 0;
    let restarts = Promise.resolve();
    const killWhenDue = () => {
      if (killed >= kills || answered < ((killed + 1) * signUps) / (kills + 2)) return;
      const victim = services[killed % 2] as ServiceProcess;
      killed += 1;
      restarts = restarts.then(() => victim.stop('SIGKILL')).then(() => victim.start());
    };
    const signUp = async (index: number): Promise<Outcome> => {
      const account = { email: `user${index % (signUps * 0.9)}@example.com`, username: `user${index}` };
      for (let attempt = index; ; attempt += 1) {
        const outcome = await register(services[attempt % 2] as ServiceProcess, account);
        if (outcome === null) continue;
        answered += 1;
        killWhenDue();
        return outcome;
      }
    };
    const outcomes: Outcome[] = [];
    const pending = Array.from({ length: signUps }, (_, index) => index);
    const client = async () => {
      for (let index = pending.shift(); index !== undefined; index = pending.shift()) {
        // As many of them before each kill as after it.
        if (index % 50 === 0) await restarts;
        outcomes.push(await signUp(index));
      }
    };
    await Promise.all(Array.from({ length: 20 }, client));
    await restarts;
    expect(killed).toBe(kills);
    expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set([201, 409]));

    await expectAllOnRecord();
    const emails = new Set(outcomes.map(({ email }) => email)).size;
    expect(await count(`SELECT count(*) FROM users WHERE email LIKE 'user%@example.com'`)).toBe(emails);
    const created = outcomes.flatMap(({ status, id }) => (status === 201 ? [id] : []));
    expect(created.length).toBeGreaterThan(0);
    const { rows: complete } = await rows.query(
      `SELECT u.id FROM users u
       JOIN events e ON e.subject_id = u.id::text AND e.name = 'user.registered'
       JOIN audit_entries a ON a.id = e.id
       WHERE u.id = ANY($1)`,
      [created],
    );
    expect(complete.map(({ id }) => id).sort()).toEqual([...created].sort());
    expect(await count(`SELECT count(*) FROM audit_entries WHERE action = 'user.registered'`)).toBe(
      await count('SELECT count(*) FROM users'),
    );
  });

  it('take over from one that is frozen in the middle of its work', async () => {
    const [frozen, other] = services;
    await rows.query('INSERT INTO delays VALUES (1)');
    await register(frozen, { email: 'frozen@example.com', username: 'frozen' });
    const held = `SELECT count(*) FROM event_subscriptions WHERE owner LIKE '% ${frozen.pid} %'`;
    await expect.poll(() => count(held), { interval: 5 }).toBe(1);
    frozen.signal('SIGSTOP');
    try {
      await rows.query('DELETE FROM delays');
      await register(other, { email: 'other@example.com', username: 'other' });
      await expectAllOnRecord();
    } finally {
      frozen.signal('SIGCONT');
    }
    await register(frozen, { email: 'thawed@example.com', username: 'thawed' });
    await expectAllOnRecord();
  });
});
