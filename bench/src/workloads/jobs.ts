import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { migrate } from '../gatehouse.ts';
import type { Lab } from '../lab.ts';
import { rootDirectory } from '../paths.ts';
import { withClient } from '../postgres.ts';
import { atLeast } from '../report/results.ts';
import { spread } from '../statistics.ts';
import type { Workload } from './workload.ts';

const watchMs = 20;
const giveUpMs = 300_000;

export const jobs: Workload = {
  name: 'jobs',
  about: 'How fast a backlog of empty jobs is done',
  steps: () => 1,
  async run(lab) {
    const { results, options, progress } = lab;
    const backlog = options.isQuick ? 10_000 : 100_000;
    progress.say(`jobs: a backlog of ${backlog}`);
    const url = await lab.server.createDatabase('jobs');
    await migrate(url);
    const config = join(rootDirectory, 'bench/src/workloads/jobs.config.js');
    const gatehouse = await lab.startGatehouse(url, { GATEHOUSE_CONFIG: config });
    await made(url);
    await enqueue(url, backlog);
    const { done, seconds, left } = await drained(url, backlog, progress);
    await gatehouse.stop();
    if (left > 0) results.problem(`jobs: ${left} of the backlog were not done`);
    results.find('jobs', `of a backlog of ${backlog}`, '/s', spread([done / seconds]), atLeast(1000));
    results.note(
      `jobs: ${backlog} are committed at once, of a sort of which an instance does 100 at a time; counted is until none is left.`,
    );
    progress.step();
  },
};

/** The queue, with the first look of the service. */
async function made(url: string): Promise<void> {
  await withClient(url, async (client) => {
    for (;;) {
      const { rows } = await client.query(`SELECT FROM gatehouse_jobs.queue WHERE name = 'bench.nothing'`);
      if (rows.length > 0) return;
      await delay(watchMs);
    }
  });
}

/** In one transaction, as no service would: that makes the backlog. */
async function enqueue(url: string, count: number): Promise<void> {
  await withClient(url, async (client) => {
    await client.query('SET statement_timeout = 0');
    await client.query(
      `INSERT INTO gatehouse_jobs.job_common (id, name, policy, singleton_key, data)
       SELECT id, 'bench.nothing', 'exclusive', id, '{}' FROM (SELECT gen_random_uuid() AS id FROM generate_series(1, $1)) AS one`,
      [count],
    );
  });
}

async function drained(url: string, backlog: number, progress: Lab['progress']) {
  return withClient(url, async (client) => {
    const begin = performance.now();
    for (;;) {
      const { rows } = await client.query(
        `SELECT count(*)::integer AS left FROM gatehouse_jobs.job_common WHERE name = 'bench.nothing'`,
      );
      const left: number = rows[0].left;
      const elapsedMs = performance.now() - begin;
      if (left === 0 || elapsedMs > giveUpMs)
        return { done: backlog - left, seconds: elapsedMs / 1000, left };
      progress.detail(`${left} jobs to go`);
      await delay(watchMs);
    }
  });
}
