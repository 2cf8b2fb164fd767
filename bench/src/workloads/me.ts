import { join } from 'node:path';
import { lastSeconds, profiling } from '../cpu-profile.ts';
import { request } from '../generator/generator.ts';
import type { Outcome } from '../generator/job.ts';
import type { Lab } from '../lab.ts';
import { atLeast } from '../report/results.ts';
import { interleave, ratios, spread } from '../statistics.ts';
import type { Workload } from './workload.ts';

/** Keep-alive, and one request in flight on each. */
export const connections = 50;

export function meRequest(accessToken: string): string {
  return request('GET', '/api/v1/me', { headers: { Authorization: `Bearer ${accessToken}` } });
}

/** Latencies of the rounds, which the samples do not have. */
export class LatencyLog {
  readonly #outcomes = new Map<string, Outcome[]>();

  add(side: string, outcome: Outcome): number {
    this.#outcomes.set(side, [...(this.#outcomes.get(side) ?? []), outcome]);
    return outcome.perSecond;
  }

  of(side: string): { p50: number; p99: number } {
    const outcomes = this.#outcomes.get(side) ?? [];
    const median = (value: 'p50' | 'p99') => spread(outcomes.map(({ latency }) => latency[value])).median;
    return { p50: median('p50'), p99: median('p99') };
  }
}

export const me: Workload = {
  name: 'me',
  about: 'GET /api/v1/me beside bare Fastify with the same answer, and get-session of Better Auth',
  steps: ({ rounds }) => rounds * Object.keys(names).length + 1,
  async run(lab) {
    const { results, options, progress } = lab;
    const targets = await openTargets(lab);
    const log = new LatencyLog();
    const side = (key: Side) => async () => {
      progress.say(`me: ${names[key]}`);
      const { port, requests } = targets[key];
      const outcome = await lab.load({
        port,
        connections,
        load: { kind: 'requests', requests },
        staysAwake: true,
      });
      results.check(`me, ${names[key]}`, outcome);
      progress.step();
      return log.add(key, outcome);
    };
    const samples = await interleave(options.rounds, {
      gatehouse: side('gatehouse'),
      bare: side('bare'),
      betterAuth: side('betterAuth'),
    });
    const find = (what: string, other: Side, least: number) =>
      results.find('me', `x ${what}`, 'x', ratios(samples.gatehouse, samples[other]), atLeast(least));
    find('bare Fastify with the same answer', 'bare', 0.55);
    find('Better Auth get-session', 'betterAuth', 10);
    for (const key of Object.keys(names) as Side[]) {
      results.measure('me', names[key], '/s', spread(samples[key]), log.of(key));
    }
    await profile(lab, targets.gatehouse.requests);
    results.note(
      `me: ${connections} keep-alive connections with one request in flight on each. 20 users take turns, and 8 of Better Auth. ` +
        'Bare Fastify is one route that answers the same object, without a schema, a hook or a header of its own.',
    );
  },
};

const names = { gatehouse: 'Gatehouse', bare: 'bare Fastify', betterAuth: 'Better Auth get-session' };

type Side = keyof typeof names;
type Targets = Readonly<Record<Side, { readonly port: number; readonly requests: readonly string[] }>>;

async function openTargets(lab: Lab): Promise<Targets> {
  const gatehouse = await lab.gatehouse();
  const sessions = await lab.mainSessions(20);
  const betterAuth = await lab.betterAuth();
  const bare = await lab.bareFastify();
  const { json } = await gatehouse.call('GET', '/api/v1/me', { token: sessions[0]?.accessToken ?? '' });
  const { port } = await bare.ask({ payload: json });
  const own = sessions.map(({ accessToken }) => meRequest(accessToken));
  const getSession = (cookie: string) =>
    request('GET', '/api/auth/get-session', { headers: { Cookie: cookie } });
  return {
    gatehouse: { port: gatehouse.port, requests: own },
    bare: { port, requests: [own[0]?.replace('/api/v1/me', '/') ?? ''] },
    betterAuth: { port: betterAuth.port, requests: betterAuth.cookies.map(getSession) },
  };
}

/** By an instance of its own, since being watched costs something. */
async function profile(lab: Lab, requests: readonly string[]): Promise<void> {
  lab.progress.say('me: where the time goes');
  const directory = join(lab.directory, 'profile');
  const gatehouse = await lab.startGatehouse(await lab.mainDatabase(), profiling(directory));
  await lab.load({
    port: gatehouse.port,
    connections,
    load: { kind: 'requests', requests },
    staysAwake: true,
  });
  await gatehouse.stop();
  const places = await lastSeconds(directory, lab.options.durationMs / 1000);
  for (const [place, percent] of places.filter(([, share]) => share >= 1)) {
    lab.results.measure('me', `CPU: ${place}`, '%', spread([percent]));
  }
  lab.results.note(
    'me, CPU: of a V8 profile of an instance of its own under the same load, in percent of the samples in which it was not idle; ' +
      'what took less than 1 % is left out.',
  );
  lab.progress.step();
}

export async function meRequests(lab: Lab, users: number): Promise<string[]> {
  return (await lab.mainSessions(users)).map(({ accessToken }) => meRequest(accessToken));
}
