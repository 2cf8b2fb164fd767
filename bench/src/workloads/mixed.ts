import { setTimeout as delay } from 'node:timers/promises';
import { request } from '../generator/generator.ts';
import { requestTimeoutMs } from '../lab.ts';
import { atMost } from '../report/results.ts';
import { residentMemory } from '../resident-memory.ts';
import { spread } from '../statistics.ts';
import { loginRequest } from './login.ts';
import { meRequest } from './me.ts';
import type { Workload } from './workload.ts';

export const mixed: Workload = {
  name: 'mixed',
  about: 'me, refreshes, logins, lists and refused requests at once; resident memory meanwhile',
  steps: () => 1,
  async run(lab) {
    const { results, options, progress } = lab;
    const gatehouse = await lab.gatehouse();
    progress.say('mixed');
    const sessions = await lab.mainSessions(96);
    const [readers, refreshers] = [sessions.slice(0, 64), sessions.slice(64)];
    const authorized = (path: string, accessToken: string) =>
      request('GET', path, { headers: { Authorization: `Bearer ${accessToken}` } });
    const reads = readers.flatMap(({ accessToken }) => [
      ...Array.from({ length: 18 }, () => meRequest(accessToken)),
      authorized('/api/v1/me/sessions', accessToken),
    ]);
    const logins = (await lab.mainEmails()).slice(0, 3000).map(loginRequest);
    const common = {
      port: gatehouse.port,
      warmUpMs: 0,
      durationMs: options.mixedMs,
      timeoutMs: requestTimeoutMs,
    };
    const memory: { at: number; mebibytes: number }[] = [];
    const begin = performance.now();
    const sampler = setInterval(
      () => memory.push({ at: performance.now() - begin, mebibytes: residentMemory(gatehouse.pid) }),
      options.isQuick ? 100 : 1000,
    );
    // At fixed rates, which do not exceed what the service can do, as the clients of a day come.
    const [main, storm, health] = await Promise.all([
      lab.generator(),
      lab.generator('storm'),
      lab.generator('health'),
    ]);
    const loads = Promise.all([
      // Access tokens end after 15 minutes, the load after 10.
      main.run({ ...common, connections: 64, rate: 3000, load: { kind: 'requests', requests: reads } }),
      storm.run({ ...common, connections: 16, rate: 30, load: { kind: 'requests', requests: logins } }),
      health.run({
        ...common,
        connections: refreshers.length,
        rate: 200,
        load: { kind: 'refresh', tokens: refreshers.map(({ refreshToken }) => refreshToken) },
      }),
    ]);
    let isOver = false;
    const watching = (async () => {
      while (!isOver) {
        const seconds = Math.round((performance.now() - begin) / 1000);
        progress.detail(`${seconds} of ${options.mixedMs / 1000} s`);
        await delay(500);
      }
    })();
    const [read, login, refresh] = await loads.finally(() => {
      isOver = true;
      clearInterval(sampler);
    });
    await watching;
    progress.step();
    const sides = { 'me and sessions': read, logins: login, refreshes: refresh };
    for (const [side, outcome] of Object.entries(sides)) {
      results.check(`mixed, ${side}`, outcome);
      results.measure('mixed', side, '/s', spread([outcome.perSecond]), outcome.latency);
    }
    const part = (from: number, to: number) =>
      spread(
        memory
          .filter(({ at }) => at >= from * options.mixedMs && at <= to * options.mixedMs)
          .map(({ mebibytes }) => mebibytes),
      );
    const [early, late] = [part(0.2, 0.4), part(0.8, 1)];
    results.measure('memory', 'under mixed load', 'MiB', late);
    const growth = (late.median / early.median - 1) * 100;
    results.find(
      'memory',
      `growth of the last fifth over the second, ${options.mixedMs / 1000} s of mixed load`,
      '%',
      spread([growth]),
      options.isQuick ? null : atMost(5),
    );
    results.note(
      'mixed: 3,000 reads, 30 logins and 200 refreshes a second, due at fixed times. Memory is resident memory; up to 5 % ' +
        'between the second and the last fifth is taken for the collector, not for growth.',
    );
  },
};
