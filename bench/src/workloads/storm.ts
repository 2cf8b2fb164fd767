import { setTimeout as delay } from 'node:timers/promises';
import { type Generator, request } from '../generator/generator.ts';
import type { Job, Outcome } from '../generator/job.ts';
import { requestTimeoutMs } from '../lab.ts';
import { atLeast, atMost } from '../report/results.ts';
import { spread } from '../statistics.ts';
import { loginRequest } from './login.ts';
import { connections, meRequests } from './me.ts';
import type { Workload } from './workload.ts';

const stormConnections = 200;
const settleMs = 2000;
const giveUpSeconds = 20;
/** Of the throughput before. */
const recovered = 0.9;

export const storm: Workload = {
  name: 'storm',
  about: 'me and /health/live while 200 connections sign in as fast as they can, and the recovery afterwards',
  steps: ({ rounds, isQuick }) => (isQuick ? 1 : rounds) * 5,
  async run(lab) {
    const { results, options, progress } = lab;
    const rounds = options.isQuick ? 1 : options.rounds;
    const { port } = await lab.gatehouse();
    const durationMs = options.isQuick ? 1500 : options.durationMs;
    const [main, attackers, health] = await Promise.all([
      lab.generator(),
      lab.generator('storm'),
      lab.generator('health'),
    ]);
    const logins = (await lab.mainEmails()).map(loginRequest);
    const rounded: Record<
      'kept' | 'p99' | 'healthP99' | 'recovery' | 'logins' | 'idle' | 'during',
      number[]
    > = {
      kept: [],
      p99: [],
      healthP99: [],
      recovery: [],
      logins: [],
      idle: [],
      during: [],
    };
    let lost = 0;
    let unexplained = 0;
    let refused = 0;
    const closed: Job = {
      port,
      connections,
      warmUpMs: options.warmUpMs,
      durationMs,
      timeoutMs: requestTimeoutMs,
      load: { kind: 'requests', requests: await meRequests(lab, 20) },
    };
    for (let round = 0; round < rounds; round += 1) {
      progress.say('storm: me before');
      const idle = await main.run(closed);
      progress.step();
      const settle = options.isQuick ? 1000 : settleMs;
      const closedMs = durationMs + options.warmUpMs;
      const stormMs = settle + closedMs * 2 + 1000;
      const raging = attackers.run({
        port,
        connections: stormConnections,
        warmUpMs: 0,
        durationMs: stormMs,
        timeoutMs: requestTimeoutMs,
        load: { kind: 'requests', requests: logins },
      });
      await delay(settle);
      progress.say('storm: me during');
      const watching = health.run({
        port,
        connections: 2,
        warmUpMs: 0,
        durationMs: closedMs * 2,
        rate: 50,
        timeoutMs: requestTimeoutMs,
        load: { kind: 'requests', requests: [request('GET', '/health/live')] },
      });
      const during = await main.run(closed);
      progress.step();
      progress.say('storm: me at 0.3 x its throughput');
      const scheduled = await main.run({ ...closed, rate: idle.perSecond * 0.3 });
      progress.step();
      const [live, stormed] = await Promise.all([watching, raging]);
      progress.say('storm: recovery');
      const recovery = await secondsToRecover(main, closed, idle.perSecond);
      progress.step();
      for (const [name, outcome] of Object.entries({ idle, during, scheduled, live })) {
        results.check(`storm, ${name}`, outcome);
      }
      rounded.idle.push(idle.perSecond);
      rounded.during.push(during.perSecond);
      rounded.kept.push(during.perSecond / idle.perSecond);
      rounded.p99.push(scheduled.latency.p99);
      rounded.healthP99.push(live.latency.p99);
      rounded.recovery.push(recovery);
      rounded.logins.push(stormed.perSecond);
      lost += stormed.timeouts + stormed.connectionErrors + unexpected(stormed);
      refused += (stormed.statuses['503'] ?? 0) + (stormed.statuses['429'] ?? 0);
      unexplained += stormed.refusedWithoutRetryAfter;
      progress.step();
    }
    results.find('storm', 'x its idle throughput kept by me', 'x', spread(rounded.kept), atLeast(0.3));
    results.find(
      'storm',
      'p99 of me, due at 0.3 x its idle throughput',
      'ms',
      spread(rounded.p99),
      atMost(50),
    );
    results.find('storm', 'p99 of /health/live', 'ms', spread(rounded.healthP99), atMost(50));
    results.find(
      'storm',
      'logins that got no answer, or neither 200 nor 429 nor 503',
      '',
      spread([lost]),
      atMost(0),
    );
    results.find('storm', `of ${refused} refusals without Retry-After`, '', spread([unexplained]), atMost(0));
    results.find('storm', 'until me is back at 0.9 x', 's', spread(rounded.recovery), atMost(5));
    results.measure('storm', 'me before', '/s', spread(rounded.idle));
    results.measure('storm', 'me during', '/s', spread(rounded.during));
    results.measure('storm', 'logins during', '/s', spread(rounded.logins));
    results.note(
      `storm: ${stormConnections} connections that sign in again as soon as they are answered, and heed no Retry-After. me has 50 ` +
        'connections; its throughput is measured in a closed loop, and then its latency in an open loop at 0.3 x its idle ' +
        'throughput. /health/live is asked 50 times a second by a generator of its own.',
    );
  },
};

function unexpected({ statuses }: Outcome): number {
  return Object.entries(statuses)
    .filter(([status]) => !['200', '429', '503'].includes(status))
    .reduce((sum, [, count]) => sum + count, 0);
}

/** Half a second at a time, until its throughput is what it was, or until it has taken too long. */
async function secondsToRecover(generator: Generator, job: Job, idlePerSecond: number): Promise<number> {
  const begin = performance.now();
  for (;;) {
    const seconds = (performance.now() - begin) / 1000;
    const { perSecond } = await generator.run({ ...job, warmUpMs: 0, durationMs: 500 });
    if (perSecond >= recovered * idlePerSecond || seconds > giveUpSeconds) return seconds;
  }
}
