import { request } from '../generator/generator.ts';
import type { Outcome } from '../generator/job.ts';
import type { Lab } from '../lab.ts';
import { atLeast } from '../report/results.ts';
import { interleave, ratios, spread } from '../statistics.ts';
import type { Workload } from './workload.ts';

/** Of Fastify's own benchmarks: 100 connections with 10 requests in flight on each. */
const pipelined = { connections: 100, pipelining: 10 };
export const plain = { connections: 50, pipelining: 1 };

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
  about: 'GET /api/v1/me beside bare Fastify with the same payload, and get-session of Better Auth',
  steps: ({ rounds }) => rounds * Object.keys(names).length * shapes.length,
  async run(lab) {
    const targets = await openTargets(lab);
    for (const { suffix, shape, isPromised } of shapes) {
      await compare(lab, targets, suffix, shape, isPromised);
    }
    lab.results.note(
      'me: 100 connections with 10 requests in flight on each, as in the benchmarks of Fastify, and 50 connections with ' +
        'one; each side in both shapes. The targets are those of the first. 20 users take turns, and 8 of Better Auth, ' +
        `which with 1,000 requests in flight takes seconds for an answer, so there it has ${slowMs / 1000} s at least to warm up and to ` +
        'be measured.',
    );
  },
};

const names = { gatehouse: 'Gatehouse', bare: 'bare Fastify', betterAuth: 'Better Auth get-session' };
const shapes = [
  { suffix: '', shape: pipelined, isPromised: true },
  { suffix: ', without pipelining', shape: plain, isPromised: false },
] as const;

type Side = keyof typeof names;
type Targets = Readonly<Record<Side, { readonly port: number; readonly requests: readonly string[] }>>;

/** With 1,000 requests in flight answers of Better Auth take seconds: a shorter window would miss most of them. */
const slowMs = 4000;

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

/** All sides in one shape, in turns. */
async function compare(
  lab: Lab,
  targets: Targets,
  suffix: string,
  shape: typeof plain,
  isPromised: boolean,
): Promise<void> {
  const { results, options, progress } = lab;
  const log = new LatencyLog();
  const side = (key: Side) => async () => {
    const name = `${names[key]}${suffix}`;
    const { port, requests } = targets[key];
    progress.say(`me: ${name}`);
    const leastMs = key === 'betterAuth' && shape === pipelined ? slowMs : 0;
    const outcome = await lab.load({
      port,
      ...shape,
      warmUpMs: Math.max(options.warmUpMs, leastMs),
      durationMs: Math.max(options.durationMs, leastMs),
      load: { kind: 'requests', requests },
    });
    results.check(`me, ${name}`, outcome);
    progress.step();
    return log.add(key, outcome);
  };
  const samples = await interleave(options.rounds, {
    gatehouse: side('gatehouse'),
    bare: side('bare'),
    betterAuth: side('betterAuth'),
  });
  const find = (what: string, other: Side, least: number) => {
    const ratio = ratios(samples.gatehouse, samples[other]);
    results.find('me', `x ${what}`, 'x', ratio, isPromised ? atLeast(least) : null);
  };
  find(suffix === '' ? 'bare Fastify with the same payload' : `bare Fastify${suffix}`, 'bare', 0.6);
  find(`Better Auth get-session${suffix}`, 'betterAuth', 25);
  for (const key of Object.keys(names) as Side[]) {
    results.measure('me', `${names[key]}${suffix}`, '/s', spread(samples[key]), log.of(key));
  }
}

export async function meRequests(lab: Lab, users: number): Promise<string[]> {
  return (await lab.mainSessions(users)).map(({ accessToken }) => meRequest(accessToken));
}
