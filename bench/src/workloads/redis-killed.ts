import { setTimeout as delay } from 'node:timers/promises';
import type { Gatehouse } from '../gatehouse.ts';
import type { Job, Outcome } from '../generator/job.ts';
import { type Lab, requestTimeoutMs } from '../lab.ts';
import { RedisServer } from '../redis.ts';
import { atMost } from '../report/results.ts';
import { spread } from '../statistics.ts';
import { logOutAll, record, sessionsToEnd } from './logouts.ts';
import { meRequests } from './me.ts';

const ratePerInstance = 250;
const connections = 20;
const upMs = 1000;
const downMs = 1500;
/** Each instance has one for commands and one for messages. */
const connectionsOfBoth = 4;

/** Two instances that share a Redis, which is killed under load, and started again. */
export async function killRedis(lab: Lab): Promise<void> {
  const { results, progress } = lab;
  progress.say('instances: logouts under load, with Redis killed again and again');
  const redis = await RedisServer.open(lab);
  if (redis === null) {
    results.note('instances: NOT measured is what happens when Redis is killed: there is no redis-server.');
    return;
  }
  const url = await lab.mainDatabase();
  const env = { REDIS_URL: redis.url };
  const [one, other] = [await lab.startGatehouse(url, env), await lab.startGatehouse(url, env)];
  const durationMs = lab.options.isQuick ? 8000 : 30_000;
  const sessions = await sessionsToEnd(lab, one);
  const requests = await meRequests(lab, connections);
  const generators = [await lab.generator(), await lab.generator('storm')] as const;
  const loads = Promise.all([
    generators[0].run(loadOf(one, requests, durationMs)),
    generators[1].run(loadOf(other, requests, durationMs)),
  ]);
  const killing = new AbortController();
  const loggedOut = logOutAll(sessions, one, other, durationMs)
    .finally(() => loads)
    .finally(() => killing.abort());
  const killed = killAgainAndAgain(redis, killing.signal);
  const [outcomes, times, kills] = await Promise.all([loads, loggedOut, killed]);
  for (const instance of [one, other]) await instance.stop();
  await redis.stop();
  const failed = outcomes.reduce((sum, outcome) => sum + failures(outcome), 0);
  const all = outcomes.reduce((sum, { answers }) => sum + answers, failed);
  for (const outcome of outcomes) results.check('instances, while Redis is killed', outcome);
  const what = `of ${all} requests that failed while Redis was killed ${kills} times`;
  results.find('instances', what, '', spread([failed]), atMost(0));
  record(lab, 'a logout, until the other refuses its token, while Redis is killed', times);
  results.note(
    `instances: for the kills, two instances that share a Redis, and ${ratePerInstance} times me a second on each, due at fixed times. ` +
      `Redis gets SIGKILL, is away for ${downMs / 1000} s, and comes back empty; it is killed again ${upMs / 1000} s after both have ` +
      `found it. ${sessions.length} logouts are spread over the ${durationMs / 1000} s.`,
  );
  if (kills < 2) results.problem(`instances: Redis was killed ${kills} times only`);
}

function loadOf({ port }: Gatehouse, requests: readonly string[], durationMs: number): Job {
  return {
    port,
    connections,
    rate: ratePerInstance,
    warmUpMs: 0,
    durationMs,
    timeoutMs: requestTimeoutMs,
    load: { kind: 'requests', requests },
  };
}

function failures({ statuses, timeouts, connectionErrors }: Outcome): number {
  const { 200: _, ...others } = statuses;
  return Object.values(others).reduce((sum, count) => sum + count, timeouts + connectionErrors);
}

/** Only when both instances are connected, for otherwise nothing would be lost. Says how many times. */
async function killAgainAndAgain(redis: RedisServer, signal: AbortSignal): Promise<number> {
  const wait = (ms: number) => delay(ms, undefined, { signal }).catch(() => undefined);
  for (let kills = 0; ; kills += 1) {
    while (!signal.aborted && ((await redis.connections()) ?? 0) < connectionsOfBoth) await wait(20);
    await wait(upMs);
    if (signal.aborted) return kills;
    await redis.kill();
    await wait(downMs);
    await redis.start();
  }
}
