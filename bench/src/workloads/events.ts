import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { migrate } from '../gatehouse.ts';
import type { Job } from '../generator/job.ts';
import { type Lab, requestTimeoutMs } from '../lab.ts';
import { withClient } from '../postgres.ts';
import { atLeast, atMost } from '../report/results.ts';
import { seedUsers } from '../seeding/seed-users.ts';
import { spread } from '../statistics.ts';
import { connections, meRequest } from './me.ts';
import type { Workload } from './workload.ts';

const readers = 20;
const ratePerSecond = 1000;
const watchMs = 20;
const giveUpMs = 300_000;

export const events: Workload = {
  name: 'events',
  about: 'How fast a backlog of events is handled, and me meanwhile',
  steps: () => 1,
  async run(lab) {
    const { results, options, progress } = lab;
    const backlog = options.isQuick ? 20_000 : 200_000;
    progress.say(`events: a backlog of ${backlog}`);
    const url = await lab.server.createDatabase('events');
    await migrate(url);
    await seedUsers(url, { users: 1000, passwordHash: await lab.argon2Hash() });
    const gatehouse = await lab.startGatehouse(url);
    const sessions = await gatehouse.signInAll(await lab.emails(url, readers));
    const generator = await lab.generator();
    const load: Job = {
      port: gatehouse.port,
      connections,
      rate: ratePerSecond,
      load: { kind: 'requests', requests: sessions.map(({ accessToken }) => meRequest(accessToken)) },
      warmUpMs: 0,
      durationMs: options.durationMs,
      timeoutMs: requestTimeoutMs,
    };
    // A process that has just started would be measured for that.
    await generator.run(load);
    await append(url, backlog);
    let isOver = false;
    const draining = drained(url, 'audit-log', progress).finally(() => {
      isOver = true;
    });
    // It is waited for below.
    draining.catch(() => undefined);
    const windows = [await generator.run(load)];
    while (!isOver) {
      const outcome = await generator.run(load);
      // What ends after the backlog is not all of the same.
      if (!isOver) windows.push(outcome);
    }
    const { handled, seconds, left } = await draining;
    await gatehouse.stop();
    for (const window of windows) results.check('events, me', window);
    if (left > 0) results.problem(`events: ${left} of the backlog were not handled`);
    results.find('events', `of a backlog of ${backlog}`, '/s', spread([handled / seconds]), atLeast(2000));
    const p99 = spread(windows.map(({ latency }) => latency.p99));
    results.find('events', 'p99 of me meanwhile', 'ms', p99, atMost(50));
    results.note(
      `events: ${backlog} are committed at once; counted is until the audit log has them all, which moves in the transactions that it ` +
        `writes in. me is due ${ratePerSecond} times a second on ${connections} connections; p99 is the median of those of each ${options.durationMs / 1000} s.`,
    );
    progress.step();
  },
};

/** In one transaction, as no service would: that makes the backlog. */
export async function append(url: string, count: number): Promise<void> {
  await withClient(url, async (client) => {
    await client.query('SET statement_timeout = 0');
    await client.query(
      `INSERT INTO events (id, name, version, subject_id, occurred_at, payload, ip, user_agent, request_id)
       SELECT gen_random_uuid(), 'session.opened', 1, gen_random_uuid(), now(),
         jsonb_build_object('userId', gen_random_uuid()), '192.0.2.1', 'bench', $2
       FROM generate_series(1, $1)`,
      [count, randomUUID()],
    );
  });
}

export interface Drain {
  readonly handled: number;
  readonly seconds: number;
  readonly left: number;
}

/** Watches until the subscription has come to the end of the log; what it had handled before does not count. */
export async function drained(url: string, subscription: string, progress: Lab['progress']): Promise<Drain> {
  return withClient(url, async (client) => {
    const left = async () => {
      const { rows } = await client.query(
        `SELECT (SELECT max(position) FROM events)
           - coalesce((SELECT position FROM event_subscriptions WHERE name = $1), 0) AS left`,
        [subscription],
      );
      return Number(rows[0].left);
    };
    const begin = performance.now();
    const before = await left();
    for (;;) {
      const now = await left();
      const elapsedMs = performance.now() - begin;
      if (now === 0 || elapsedMs > giveUpMs) {
        return { handled: before - now, seconds: elapsedMs / 1000, left: now };
      }
      progress.detail(`${now} events to go`);
      await delay(watchMs);
    }
  });
}
