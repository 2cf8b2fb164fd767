import { setTimeout as delay } from 'node:timers/promises';
import { withClient } from '../postgres.ts';
import { atATime, logOutAll, record, sessionsToEnd } from './logouts.ts';
import { killRedis } from './redis-killed.ts';
import type { Workload } from './workload.ts';

export const instances: Workload = {
  name: 'instances',
  about:
    'Logouts on one of two instances, and the token used on the other, also while the channel between them is cut or killed',
  steps: () => 3,
  async run(lab) {
    const { results, progress, options } = lab;
    const url = await lab.mainDatabase();
    const [one, other] = [await lab.gatehouse(), await lab.startGatehouse(url)];
    progress.say('instances: logouts');
    record(
      lab,
      'a logout on one instance, until the other refuses its token',
      await logOutAll(await sessionsToEnd(lab, one), one, other),
    );
    progress.step();
    progress.say('instances: logouts, with the channel cut each second');
    const cutting = new AbortController();
    const cuts = cutChannel(url, cutting.signal);
    const logouts = await sessionsToEnd(lab, one)
      .then((sessions) => logOutAll(sessions, one, other))
      .finally(() => cutting.abort());
    record(lab, 'the same, with the channel cut each second', logouts);
    const count = await cuts;
    progress.step();
    await other.stop();
    results.note(
      `instances: ${options.logouts} logouts, ${atATime} at a time; each token is used on the other instance just before, and ` +
        `then until it is refused. The channel was cut ${count > 0 ? 'by ending its database sessions each second' : 'NOT AT ALL: no session of it was found'}.`,
    );
    if (count === 0) results.problem('instances: there was no channel to cut');
    await killRedis(lab);
    progress.step();
  },
};

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
