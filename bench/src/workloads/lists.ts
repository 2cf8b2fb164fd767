import type { Gatehouse } from '../gatehouse.ts';
import { request } from '../generator/generator.ts';
import { adminToken, fewUsers, type Lab } from '../lab.ts';
import { withClient } from '../postgres.ts';
import { atMost } from '../report/results.ts';
import { interleave, ratios, spread } from '../statistics.ts';
import { LatencyLog } from './me.ts';
import type { Workload } from './workload.ts';

interface Case {
  readonly name: string;
  /** Query strings that take turns. */
  queries(place: Place): Promise<readonly string[]>;
}

interface Place {
  readonly gatehouse: Gatehouse;
  readonly token: string;
  readonly url: string;
}

const deep = 10_000;

const fixed =
  (...queries: readonly string[]) =>
  async () =>
    queries;

const cases: readonly Case[] = [
  { name: 'page list, first page', queries: fixed('page=1') },
  { name: 'cursor list, first page', queries: fixed('cursor=') },
  {
    name: 'cursor list, 10,000 deep',
    queries: async (place) => [`cursor=${await deepCursor(place)}`],
  },
  { name: 'search, a frequent part, pages', queries: fixed('search=smith', 'search=gmail', 'search=ann') },
  {
    name: 'search, a frequent part, cursor',
    queries: fixed('search=smith&cursor=', 'search=gmail&cursor=', 'search=ann&cursor='),
  },
  {
    name: 'search, a rarer part',
    queries: fixed('search=quigley', 'search=xavier.z', 'search=-robotics.fr'),
  },
  {
    name: 'search, one account',
    queries: async ({ url }) => (await someUsernames(url)).map((name) => `search=${name}`),
  },
  { name: 'search, nothing found', queries: fixed('search=nobody.at.all', 'search=zzzyx') },
  { name: 'search, one or two letters', queries: fixed('search=q', 'search=zh', 'search=xq', 'search=%25') },
  {
    name: 'filters',
    queries: fixed(
      'role=moderator&cursor=',
      'isActive=false&cursor=',
      'emailDomain=proton.me&sort=-createdAt&cursor=',
    ),
  },
];

export const lists: Workload = {
  name: 'lists',
  about: 'GET /api/v1/users by page, cursor, search and filter, with 10,000 and a million users',
  steps: ({ rounds, isQuick }) => cases.length * (isQuick ? 1 : rounds * 2),
  async run(lab) {
    const { results, options } = lab;
    const few = await openPlace(lab, fewUsers);
    const many = options.isQuick ? null : await openPlace(lab, options.manyUsers);
    for (const { name, queries } of cases) {
      const log = new LatencyLog();
      const fewSide = side(lab, name, few, fewUsers, await queries(few), log);
      if (many === null) {
        const { cost } = await interleave(1, { cost: fewSide });
        results.measure(name, `${fewUsers} users`, 'ms', spread(cost), log.of(`${fewUsers}`));
        continue;
      }
      const manySide = side(lab, name, many, options.manyUsers, await queries(many), log);
      const samples = await interleave(options.rounds, { few: fewSide, many: manySide });
      const { p99 } = log.of(`${options.manyUsers}`);
      results.find(name, 'x its cost at 10,000 users', 'x', ratios(samples.many, samples.few), atMost(1.5));
      results.find(name, 'p99 with one client', 'ms', spread([p99]), atMost(20));
      results.measure(name, `${fewUsers} users`, 'ms', spread(samples.few), log.of(`${fewUsers}`));
      results.measure(
        name,
        `${options.manyUsers} users`,
        'ms',
        spread(samples.many),
        log.of(`${options.manyUsers}`),
      );
    }
    await few.gatehouse.stop();
    await many?.gatehouse.stop();
    results.note(
      'Lists and searches: one client with one request at a time; the cost is the mean time of an answer of 20 users. ' +
        'Where several queries are meant, they take turns, and p99 is of all of them.',
    );
  },
};

async function openPlace(lab: Lab, users: number): Promise<Place> {
  lab.progress.say(`lists: ${users} users`);
  const url = await lab.usersDatabase(users);
  const gatehouse = await lab.startGatehouse(url);
  return { gatehouse, url, token: await adminToken(gatehouse, url) };
}

/** The mean time of an answer in milliseconds. */
function side(
  lab: Lab,
  name: string,
  place: Place,
  users: number,
  queries: readonly string[],
  log: LatencyLog,
) {
  const requests = queries.map((query) =>
    request('GET', `/api/v1/users?${query}`, { headers: { Authorization: `Bearer ${place.token}` } }),
  );
  const { durationMs, warmUpMs, isQuick } = lab.options;
  return async () => {
    lab.progress.say(`${name}, ${users} users`);
    const outcome = await lab.load({
      port: place.gatehouse.port,
      connections: 1,
      load: { kind: 'requests', requests },
      durationMs: isQuick ? 200 : durationMs / 2,
      warmUpMs: isQuick ? 50 : warmUpMs / 2,
    });
    lab.results.check(`${name}, ${users} users`, outcome);
    log.add(String(users), outcome);
    lab.progress.step();
    return outcome.latency.mean;
  };
}

/** The cursor behind the first 10,000 users, or as many as there are pages. */
async function deepCursor({ gatehouse, token }: Place): Promise<string> {
  let cursor = '';
  for (let seen = 0; seen < deep - 200; seen += 100) {
    const { json } = await gatehouse.call('GET', `/api/v1/users?limit=100&cursor=${cursor}`, { token });
    if (json.meta.nextCursor === null) break;
    cursor = json.meta.nextCursor;
  }
  return cursor;
}

async function someUsernames(url: string): Promise<string[]> {
  return withClient(url, async (client) => {
    const { rows } = await client.query(
      'SELECT username FROM users ORDER BY password_hash, created_at DESC OFFSET 1000 LIMIT 20',
    );
    return rows.map(({ username }) => encodeURIComponent(username));
  });
}
