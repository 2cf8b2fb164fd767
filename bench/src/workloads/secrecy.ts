import { randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { type Gatehouse, migrate, password } from '../gatehouse.ts';
import type { Lab } from '../lab.ts';
import { mannWhitney } from '../rank-test.ts';
import { atLeast } from '../report/results.ts';
import { seedUsers } from '../seeding/seed-users.ts';
import { spread } from '../statistics.ts';
import type { Workload } from './workload.ts';

const samples = 200;
const warmUps = 20;
const significance = 0.05;
/** So that the job which a request leaves behind is not in the time of the next one. */
const restMs = 40;

interface Route {
  readonly name: string;
  readonly path: string;
  /** @param serial another one at each request. */
  body(email: string, serial: number): object;
}

const byAddress = (email: string) => ({ email });

const routes: readonly Route[] = [
  { name: 'forgotten password', path: '/api/v1/auth/password/forgot', body: byAddress },
  { name: 'verification', path: '/api/v1/auth/email/verification', body: byAddress },
  { name: 'mailed code', path: '/api/v1/auth/code', body: byAddress },
  {
    name: 'registration that conceals',
    path: '/api/v1/auth/register',
    body: (email, serial) => ({ email, username: `secret-${serial}`, password }),
  },
];

/** Messages are rendered and kept, as they would be sent: without a mail server production drops them. */
const environment = {
  NODE_ENV: 'development',
  LOG_LEVEL: 'warn',
  PASSWORDLESS: 'true',
  REGISTRATION_CONCEALS: 'true',
  RATE_LIMIT_MAIL: '0',
};

let serial = 0;

/** In milliseconds. */
async function timed(gatehouse: Gatehouse, { path, body }: Route, email: string): Promise<number> {
  serial += 1;
  const sent = body(email, serial);
  const begin = performance.now();
  const { status } = await gatehouse.call('POST', path, { body: sent });
  const elapsed = performance.now() - begin;
  await delay(restMs);
  if (status !== 202) throw new Error(`POST ${path} gave ${status}`);
  return elapsed;
}

/**
 * One request after the other, in an order that is left to chance as a whole. Were they taken in pairs, an address with an account
 * would come after one without more often than not, so that what a request leaves behind, be it work or warm caches, would tell.
 */
async function compare(gatehouse: Gatehouse, route: Route, known: readonly string[]) {
  const times = { known: [] as number[], unknown: [] as number[] };
  const unknown = known.map((_, index) => `nobody-${serial + index}@bench.example`);
  const asked = [
    ...known.map((email) => ({ side: 'known', email }) as const),
    ...unknown.map((email) => ({ side: 'unknown', email }) as const),
  ];
  for (const email of unknown.slice(0, warmUps)) await timed(gatehouse, route, `first-${email}`);
  for (const { side, email } of shuffled(asked)) times[side].push(await timed(gatehouse, route, email));
  return times;
}

/** By the algorithm of Fisher and Yates. */
function shuffled<T>(items: readonly T[]): T[] {
  const order = [...items];
  for (let last = order.length - 1; last > 0; last -= 1) {
    const other = randomInt(last + 1);
    [order[last], order[other]] = [order[other] as T, order[last] as T];
  }
  return order;
}

async function measure(lab: Lab, gatehouse: Gatehouse, route: Route, known: readonly string[]) {
  const { results, progress } = lab;
  progress.say(`secrecy: ${route.name}`);
  try {
    const { known: existing, unknown } = await compare(gatehouse, route, known);
    const p = mannWhitney(existing, unknown);
    results.find('secrecy', `p of ${route.name}`, '', spread([p]), atLeast(significance));
    results.measure('secrecy', `${route.name}, existing`, 'ms', spread(existing));
    results.measure('secrecy', `${route.name}, unknown`, 'ms', spread(unknown));
  } catch (error) {
    results.problem(`secrecy, ${route.name}: ${error instanceof Error ? error.message : error}`);
  }
  progress.step();
}

export const secrecy: Workload = {
  name: 'secrecy',
  about: 'Whether the time of an answer tells who has an account',
  steps: () => routes.length,
  async run(lab) {
    const url = await lab.server.createDatabase('secrecy');
    await migrate(url);
    await seedUsers(url, { users: 1000, passwordHash: await lab.argon2Hash() });
    const gatehouse = await lab.startGatehouse(url, environment);
    const emails = await lab.emails(url, samples);
    for (const route of routes) await measure(lab, gatehouse, route, emails);
    await gatehouse.stop();
    lab.results.note(
      `secrecy: ${samples} requests for addresses with an account and as many for others, in an order that is left to chance, ` +
        `one after the other and ${restMs} ms apart. p is that of the rank test of Mann and Whitney: how likely times so far ` +
        'apart are where there ' +
        `is no difference. Of many runs without one, ${100 * significance} in 100 are below ${significance} for each route.`,
    );
  },
};
