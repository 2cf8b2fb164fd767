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
  steps: ({ rounds }) => rounds * 5,
  async run(lab) {
    const { results, options, progress } = lab;
    const gatehouse = await lab.gatehouse();
    const sessions = await lab.mainSessions(20);
    const betterAuth = await lab.betterAuth();
    const bare = await lab.bareFastify();
    const { json } = await gatehouse.call('GET', '/api/v1/me', { token: sessions[0]?.accessToken ?? '' });
    const { port: barePort } = await bare.ask({ payload: json });
    const own = sessions.map(({ accessToken }) => meRequest(accessToken));
    const bareRequest = [own[0]?.replace('/api/v1/me', '/') ?? ''];
    const getSession = betterAuth.cookies.map((cookie) =>
      request('GET', '/api/auth/get-session', { headers: { Cookie: cookie } }),
    );
    const log = new LatencyLog();
    const side =
      (name: string, port: number, requests: readonly string[], shape: typeof plain) => async () => {
        progress.say(`me: ${name}`);
        const outcome = await lab.load({ port, ...shape, load: { kind: 'requests', requests } });
        results.check(`me, ${name}`, outcome);
        progress.step();
        return log.add(name, outcome);
      };
    const samples = await interleave(options.rounds, {
      gatehouse: side('Gatehouse', gatehouse.port, own, pipelined),
      bare: side('bare Fastify', barePort, bareRequest, pipelined),
      plainGatehouse: side('Gatehouse, without pipelining', gatehouse.port, own, plain),
      plainBare: side('bare Fastify, without pipelining', barePort, bareRequest, plain),
      betterAuth: side('Better Auth get-session', betterAuth.port, getSession, plain),
    });
    results.find(
      'me',
      'x bare Fastify with the same payload',
      'x',
      ratios(samples.gatehouse, samples.bare),
      atLeast(0.6),
    );
    results.find(
      'me',
      'x bare Fastify, without pipelining',
      'x',
      ratios(samples.plainGatehouse, samples.plainBare),
    );
    results.find(
      'me',
      'x Better Auth get-session',
      'x',
      ratios(samples.plainGatehouse, samples.betterAuth),
      atLeast(25),
    );
    results.measure('me', 'Gatehouse', '/s', spread(samples.gatehouse), log.of('Gatehouse'));
    results.measure('me', 'bare Fastify', '/s', spread(samples.bare), log.of('bare Fastify'));
    const plainName = (name: string) => `${name}, without pipelining`;
    results.measure(
      'me',
      plainName('Gatehouse'),
      '/s',
      spread(samples.plainGatehouse),
      log.of(plainName('Gatehouse')),
    );
    results.measure(
      'me',
      plainName('bare Fastify'),
      '/s',
      spread(samples.plainBare),
      log.of(plainName('bare Fastify')),
    );
    results.measure(
      'me',
      'Better Auth get-session',
      '/s',
      spread(samples.betterAuth),
      log.of('Better Auth get-session'),
    );
    results.note(
      'me: 100 connections with 10 requests in flight on each, as in the benchmarks of Fastify, and 50 connections with ' +
        'one. Better Auth is compared without pipelining. 20 users take turns.',
    );
  },
};

export async function meRequests(lab: Lab, users: number): Promise<string[]> {
  return (await lab.mainSessions(users)).map(({ accessToken }) => meRequest(accessToken));
}
