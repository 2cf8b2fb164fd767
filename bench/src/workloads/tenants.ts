import type { Gatehouse } from '../gatehouse.ts';
import { request } from '../generator/generator.ts';
import type { Lab } from '../lab.ts';
import { withClient } from '../postgres.ts';
import { atLeast, atMost } from '../report/results.ts';
import { membersPerTenant, rolesOfHolder, seedTenants } from '../seeding/seed-tenants.ts';
import { seedUsers } from '../seeding/seed-users.ts';
import { interleave, ratios, spread } from '../statistics.ts';
import { connections, LatencyLog, meRequest } from './me.ts';
import type { Workload } from './workload.ts';

const fewTenants = 1000;

interface Place {
  readonly gatehouse: Gatehouse;
  readonly cases: Readonly<Record<string, readonly string[]>>;
}

const caseNames = [
  'tenants, list of mine',
  'tenants, members, first page',
  'tenants, members, last page',
  `tenants, one, to a member with ${rolesOfHolder} roles`,
  `tenants, me, of somebody with ${rolesOfHolder} roles, nothing remembered`,
];

export const tenants: Workload = {
  name: 'tenants',
  about:
    'lists, members and principals with 1,000 tenants and with 100,000 of a million memberships; me with a key',
  steps: ({ rounds, isQuick }) => (isQuick ? caseNames.length : caseNames.length * rounds * 2) + rounds * 2,
  async run(lab) {
    const { results, options } = lab;
    const few = await openPlace(lab, fewTenants);
    const many = options.isQuick ? null : await openPlace(lab, options.manyTenants);
    for (const name of caseNames) {
      const log = new LatencyLog();
      const side = (place: Place, count: number) => costOf(lab, name, place, count, log);
      if (many === null) {
        const { cost } = await interleave(1, { cost: side(few, fewTenants) });
        results.measure(name, `${fewTenants} tenants`, 'ms', spread(cost), log.of(`${fewTenants}`));
        continue;
      }
      const samples = await interleave(options.rounds, {
        few: side(few, fewTenants),
        many: side(many, options.manyTenants),
      });
      const ratio = ratios(samples.many, samples.few);
      results.find(name, 'x its cost at 1,000 tenants', 'x', ratio, atMost(1.5));
      for (const [key, count] of [['few', fewTenants] as const, ['many', options.manyTenants] as const]) {
        results.measure(name, `${count} tenants`, 'ms', spread(samples[key]), log.of(`${count}`));
      }
    }
    await few.gatehouse.stop();
    await many?.gatehouse.stop();
    await meWithKey(lab);
    results.note(
      `Tenants: one client with one request at a time; the cost is the mean time of an answer. Each tenant has ${membersPerTenant} members and ` +
        'each user is in as many, but for the one tenant of 500 whose members are listed, 20 at a time. Nothing is remembered between requests (CACHE_MAX_AGE_SECONDS=0).',
    );
  },
};

async function openPlace(lab: Lab, count: number): Promise<Place> {
  lab.progress.say(`tenants: ${count} tenants`);
  const url = await lab.migratedDatabase(`tenants_${count}`);
  // A hundredth of them may not sign in.
  await seedUsers(url, { users: Math.ceil(count * 1.05), passwordHash: await lab.argon2Hash() });
  const { first, holder } = await seedTenants(url, count, (done) =>
    lab.progress.detail(`${done} of ${count * membersPerTenant} memberships`),
  );
  const gatehouse = await lab.startGatehouse(url, { CACHE_MAX_AGE_SECONDS: '0' });
  const [own] = await gatehouse.signInAll([holder]);
  const sessions = await gatehouse.signInAll(await someMembers(url));
  const get = (path: string, token = own?.accessToken) =>
    request('GET', `/api/v1${path}`, { headers: { Authorization: `Bearer ${token}` } });
  const requests = [
    sessions.map(({ accessToken }) => get('/tenants', accessToken)),
    [get(`/tenants/${first}/members`)],
    [get(`/tenants/${first}/members?cursor=${await lastCursor(gatehouse, first, own?.accessToken ?? '')}`)],
    [get(`/tenants/${first}`)],
    [get('/me')],
  ];
  return {
    gatehouse,
    cases: Object.fromEntries(caseNames.map((name, index) => [name, requests[index] ?? []])),
  };
}

function someMembers(url: string): Promise<string[]> {
  return withClient(url, async (client) => {
    const { rows } = await client.query(
      `SELECT email FROM users JOIN user_tenants ON user_id = users.id
       GROUP BY users.id ORDER BY password_hash, created_at DESC LIMIT 50`,
    );
    return rows.map(({ email }) => email);
  });
}

async function lastCursor(gatehouse: Gatehouse, tenant: string, token: string): Promise<string> {
  let last = '';
  for (let cursor: string | null = ''; cursor !== null; ) {
    last = cursor;
    const path: string = `/api/v1/tenants/${tenant}/members?cursor=${cursor}`;
    cursor = (await gatehouse.call('GET', path, { token })).json.meta.nextCursor;
  }
  return last;
}

function costOf(lab: Lab, name: string, { gatehouse, cases }: Place, count: number, log: LatencyLog) {
  const { durationMs, warmUpMs, isQuick } = lab.options;
  return async () => {
    lab.progress.say(`${name}, ${count} tenants`);
    const outcome = await lab.load({
      port: gatehouse.port,
      connections: 1,
      load: { kind: 'requests', requests: cases[name] ?? [] },
      durationMs: isQuick ? 200 : durationMs / 2,
      warmUpMs: isQuick ? 50 : warmUpMs / 2,
    });
    lab.results.check(`${name}, ${count} tenants`, outcome);
    log.add(String(count), outcome);
    lab.progress.step();
    return outcome.latency.mean;
  };
}

/** Like `me`, side by side with access tokens. */
async function meWithKey(lab: Lab): Promise<void> {
  const { results, options, progress } = lab;
  const gatehouse = await lab.gatehouse();
  const sessions = await lab.mainSessions(20);
  const keys: string[] = [];
  for (const { accessToken: token } of sessions) {
    const { status, json } = await gatehouse.call('POST', '/api/v1/me/keys', {
      token,
      body: { name: 'bench', permissions: [] },
    });
    if (status !== 201) throw new Error(`A key was answered ${status}: ${JSON.stringify(json)}`);
    keys.push(json.data.key);
  }
  const log = new LatencyLog();
  const side = (name: string, bearers: readonly string[]) => async () => {
    progress.say(`tenants: me with ${name}`);
    const load = { kind: 'requests' as const, requests: bearers.map(meRequest) };
    const outcome = await lab.load({ port: gatehouse.port, connections, load, staysAwake: true });
    results.check(`me with ${name}`, outcome);
    progress.step();
    return log.add(name, outcome);
  };
  const samples = await interleave(options.rounds, {
    keys: side('a key', keys),
    tokens: side(
      'a token',
      sessions.map(({ accessToken }) => accessToken),
    ),
  });
  results.find('me with a key', 'x me with a token', 'x', ratios(samples.keys, samples.tokens), atLeast(0.8));
  results.measure('me with a key', 'a key', '/s', spread(samples.keys), log.of('a key'));
  results.measure('me with a key', 'a token', '/s', spread(samples.tokens), log.of('a token'));
}
