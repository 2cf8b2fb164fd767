import { setTimeout as delay } from 'node:timers/promises';
import type { Gatehouse, Session } from '../gatehouse.ts';
import type { Lab } from '../lab.ts';
import { withClient } from '../postgres.ts';
import { atMost } from '../report/results.ts';
import { spread } from '../statistics.ts';
import type { Workload } from './workload.ts';

const limitMs = 1000;
const atATime = 16;

export const instances: Workload = {
  name: 'instances',
  about:
    'Logouts on one of two instances, and the token used on the other, also while the channel between them is cut',
  steps: () => 2,
  async run(lab) {
    const { results, progress, options } = lab;
    const url = await lab.mainDatabase();
    const [one, other] = [await lab.gatehouse(), await lab.startGatehouse(url)];
    progress.say('instances: logouts');
    record(
      lab,
      'a logout on one instance, until the other refuses its token',
      await logOutAll(lab, one, other),
    );
    progress.step();
    progress.say('instances: logouts, with the channel cut each second');
    const cutting = new AbortController();
    const cuts = cutChannel(url, cutting.signal);
    const logouts = await logOutAll(lab, one, other).finally(() => cutting.abort());
    record(lab, 'the same, with the channel cut each second', logouts);
    const count = await cuts;
    progress.step();
    await other.stop();
    results.note(
      `instances: ${options.logouts} logouts, ${atATime} at a time; each token is used on the other instance just before, and ` +
        `then until it is refused. The channel was cut ${count > 0 ? 'by ending its database sessions each second' : 'NOT AT ALL: no session of it was found'}.`,
    );
    if (count === 0) results.problem('instances: there was no channel to cut');
  },
};

function record({ results }: Lab, what: string, milliseconds: readonly number[]): void {
  const { max, min } = spread(milliseconds);
  results.find('instances', `${what}, slowest`, 'ms', { median: max, min, max }, atMost(limitMs));
}

/** For each logout, how long after its answer the other instance still took the token. */
async function logOutAll(lab: Lab, one: Gatehouse, other: Gatehouse): Promise<number[]> {
  const emails = (await lab.mainEmails()).slice(0, lab.options.logouts);
  const sessions = await one.signInAll(emails);
  const times: number[] = [];
  let next = 0;
  const work = async () => {
    for (let index = next++; index < sessions.length; index = next++) {
      times.push(await logOut(one, other, sessions[index] as Session));
    }
  };
  await Promise.all(Array.from({ length: atATime }, work));
  return times;
}

async function logOut(one: Gatehouse, other: Gatehouse, { accessToken: token }: Session): Promise<number> {
  const before = await other.call('GET', '/api/v1/me', { token });
  if (before.status !== 200) throw new Error(`A good token got ${before.status}`);
  const { status } = await one.call('POST', '/api/v1/auth/logout', { token });
  if (status !== 204) throw new Error(`A logout got ${status}`);
  const acknowledged = performance.now();
  for (;;) {
    const asked = performance.now();
    const answer = await other.call('GET', '/api/v1/me', { token });
    // A request may have been answered as late as it was asked, not as late as its answer came.
    if (answer.status === 401) return Math.max(0, asked - acknowledged);
    if (answer.status !== 200) throw new Error(`A token of a session that ended got ${answer.status}`);
    if (asked - acknowledged > 30_000) return Number.POSITIVE_INFINITY;
    await delay(2);
  }
}

/** Ends the database sessions of the channel each second, until it is told to stop; says how many. */
async function cutChannel(url: string, signal: AbortSignal): Promise<number> {
  let count = 0;
  await withClient(url, async (client) => {
    while (!signal.aborted) {
      const { rowCount } = await client.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE application_name = 'gatehouse-notifications' AND datname = current_database()`,
      );
      count += rowCount ?? 0;
      await delay(1000, undefined, { signal }).catch(() => undefined);
    }
  });
  return count;
}
