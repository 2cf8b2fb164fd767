import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort, ServiceProcess } from '../support/service-process.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

const signUps = 1000;
const kills = 5;

interface Outcome {
  readonly status: number;
  readonly email: string;
  readonly id: string | null;
}

describe('sign-ups while the service is killed again and again', () => {
  let database: TestDatabase;
  let service: ServiceProcess;
  let rows: pg.Client;

  beforeAll(async () => {
    database = await createTestDatabase('embedded');
    rows = new pg.Client({ connectionString: database.url });
    await rows.connect();
    service = new ServiceProcess(await freePort(), {
      NODE_ENV: 'test',
      DATABASE_URL: database.url,
      ENCRYPTION_KEY: Buffer.alloc(32, 'crash').toString('base64'),
      ARGON2_MEMORY_KIB: '128',
      ARGON2_ITERATIONS: '1',
      HASH_QUEUE_MAX: String(signUps),
      HASH_QUEUE_MAX_WAIT_MS: '60000',
      RATE_LIMIT_REGISTER: '0',
      OUTBOX_LEASE_SECONDS: '1',
    });
  });

  afterAll(async () => {
    await service?.stop('SIGKILL');
    await rows?.end();
    await database?.drop();
  });

  it(`loses nothing over ${kills} times kill -9`, { timeout: 240_000 }, async () => {
    let answered = 0;
    let generation = Promise.resolve();
    let killed = 0;
    const killWhenDue = () => {
      if (killed < kills && answered >= ((killed + 1) * signUps) / (kills + 2)) {
        killed += 1;
        generation = service.stop('SIGKILL').then(() => service.start());
      }
    };
    const signUp = async (index: number): Promise<Outcome> => {
      const email = `user${index % (signUps * 0.9)}@example.com`;
      const body = JSON.stringify({ email, username: `user${index}`, password: 'a long enough phrase' });
      for (;;) {
        await generation;
        const answer = await fetch(`${service.baseUrl}/api/v1/auth/register`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body,
        })
          .then(async (reply) => ({
            status: reply.status,
            body: (await reply.json()) as { data?: { id: string } },
          }))
          .catch(() => null);
        if (answer === null || answer.status === 503) continue;
        answered += 1;
        killWhenDue();
        return { status: answer.status, email, id: answer.body.data?.id ?? null };
      }
    };

    await service.start();
    const outcomes = await Promise.all(Array.from({ length: signUps }, (_, index) => signUp(index)));
    await generation;
    expect(killed).toBe(kills);
    expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set([201, 409]));

    await expect
      .poll(() => count('SELECT count(*) FROM outbox WHERE delivered_at IS NULL'), { timeout: 60_000 })
      .toBe(0);
    const emails = new Set(outcomes.map(({ email }) => email)).size;
    expect(await count(`SELECT count(*) FROM users WHERE email LIKE 'user%@example.com'`)).toBe(emails);
    const created = outcomes.flatMap(({ status, id }) => (status === 201 ? [id] : []));
    expect(created.length).toBeGreaterThan(0);
    const { rows: complete } = await rows.query(
      `SELECT u.id FROM users u
       JOIN outbox o ON o.subject_id = u.id::text AND o.name = 'user.registered'
       JOIN audit_entries a ON a.id = o.id
       WHERE u.id = ANY($1)`,
      [created],
    );
    expect(complete.map(({ id }) => id).sort()).toEqual([...created].sort());
    expect(await count('SELECT count(*) FROM outbox WHERE parked_at IS NOT NULL')).toBe(0);
    expect(await count(`SELECT count(*) FROM audit_entries WHERE action = 'user.registered'`)).toBe(
      await count('SELECT count(*) FROM users'),
    );
  });

  async function count(sql: string): Promise<number> {
    return Number((await rows.query(sql)).rows[0].count);
  }
});
