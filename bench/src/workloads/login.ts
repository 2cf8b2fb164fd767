import { migrate, password } from '../gatehouse.ts';
import { request } from '../generator/generator.ts';
import type { Lab } from '../lab.ts';
import { withClient } from '../postgres.ts';
import { atLeast } from '../report/results.ts';
import { seedUsers } from '../seeding/seed-users.ts';
import { interleave, ratios, spread } from '../statistics.ts';
import { LatencyLog } from './me.ts';
import type { Workload } from './workload.ts';

/** So many that there is always a login to go on with, and so few that there is not. */
const connections = { many: 24, few: 8 };

/** Few answers come in less. */
function atLeastASecond({ options }: Lab): { durationMs: number } {
  return { durationMs: Math.max(1000, options.durationMs) };
}

export function loginRequest(email: string): string {
  return request('POST', '/api/v1/auth/login', { body: { email, password } });
}

function loginSide(
  lab: Lab,
  workload: string,
  name: string,
  port: number,
  requests: readonly string[],
  log: LatencyLog,
  count = connections.many,
) {
  return async () => {
    lab.progress.say(`${workload}: ${name}`);
    const outcome = await lab.load({
      port,
      connections: count,
      load: { kind: 'requests', requests },
      ...atLeastASecond(lab),
    });
    lab.results.check(`${workload}, ${name}`, outcome);
    lab.progress.step();
    return log.add(name, outcome);
  };
}

function hashSide(lab: Lab, workload: string, algorithm: 'argon2id' | 'bcrypt') {
  return async () => {
    lab.progress.say(`${workload}: raw ${algorithm}`);
    const { durationMs } = atLeastASecond(lab);
    const { perSecond } = await (await lab.rawHash()).ask({ algorithm, durationMs, cost: bcryptCost });
    lab.progress.step();
    return perSecond;
  };
}

const withFew = `Gatehouse, with ${connections.few} connections`;

export const login: Workload = {
  name: 'login',
  about: 'POST /api/v1/auth/login beside raw argon2id with the same parameters, and sign-in of Better Auth',
  steps: ({ rounds }) => rounds * 4,
  async run(lab) {
    const { results } = lab;
    const gatehouse = await lab.gatehouse();
    const betterAuth = await lab.betterAuth();
    const signIn = betterAuth.emails.map((email) =>
      request('POST', '/api/auth/sign-in/email', {
        headers: { Origin: `http://127.0.0.1:${betterAuth.port}` },
        body: { email, password },
      }),
    );
    const log = new LatencyLog();
    const requests = (await lab.mainEmails()).map(loginRequest);
    const samples = await interleave(lab.options.rounds, {
      gatehouse: loginSide(lab, 'login', 'Gatehouse', gatehouse.port, requests, log),
      raw: hashSide(lab, 'login', 'argon2id'),
      few: loginSide(lab, 'login', withFew, gatehouse.port, requests, log, connections.few),
      betterAuth: loginSide(lab, 'login', 'Better Auth sign-in', betterAuth.port, signIn, log),
    });
    results.find(
      'login',
      'x raw argon2id on all cores',
      'x',
      ratios(samples.gatehouse, samples.raw),
      atLeast(0.75),
    );
    results.find(
      'login',
      'x Better Auth sign-in',
      'x',
      ratios(samples.gatehouse, samples.betterAuth),
      atLeast(4),
    );
    results.find(
      'login',
      `x raw argon2id, with ${connections.few} connections`,
      'x',
      ratios(samples.few, samples.raw),
    );
    results.measure('login', 'Gatehouse', '/s', spread(samples.gatehouse), log.of('Gatehouse'));
    results.measure('login', withFew, '/s', spread(samples.few), log.of(withFew));
    results.measure('login', 'raw argon2id', '/s', spread(samples.raw));
    results.measure(
      'login',
      'Better Auth sign-in',
      '/s',
      spread(samples.betterAuth),
      log.of('Better Auth sign-in'),
    );
    results.note(
      `login: ${connections.many} connections, correct passwords of 4,000 users. argon2id with 19 MiB, t=2, p=1; Better Auth ` +
        'with the hasher that it has by default (scrypt).',
    );
  },
};

const bcryptCost = 10;

export const loginBcrypt: Workload = {
  name: 'login-bcrypt',
  about: 'The same with PASSWORD_HASHER=bcrypt, beside bcryptjs on all cores',
  steps: ({ rounds }) => rounds * 2,
  async run(lab) {
    const { results } = lab;
    const url = await lab.server.createDatabase('bcrypt');
    await migrate(url);
    const gatehouse = await lab.startGatehouse(url, {
      PASSWORD_HASHER: 'bcrypt',
      BCRYPT_COST: String(bcryptCost),
    });
    const body = { email: 'first@bench.example', username: 'first', password };
    const { status } = await gatehouse.call('POST', '/api/v1/auth/register', { body });
    if (status !== 201) throw new Error(`Registering gave ${status}`);
    // As the service makes it.
    const passwordHash = await withClient(url, async (client) => {
      const { rows } = await client.query('SELECT password_hash FROM users WHERE email = $1', [body.email]);
      return rows[0].password_hash as string;
    });
    await seedUsers(url, { users: 1000, passwordHash });
    const requests = (await lab.emails(url, 1000)).map(loginRequest);
    const log = new LatencyLog();
    const samples = await interleave(lab.options.rounds, {
      gatehouse: loginSide(lab, 'login-bcrypt', 'Gatehouse', gatehouse.port, requests, log),
      raw: hashSide(lab, 'login-bcrypt', 'bcrypt'),
    });
    await gatehouse.stop();
    results.find(
      'login-bcrypt',
      'x bcryptjs on all cores',
      'x',
      ratios(samples.gatehouse, samples.raw),
      atLeast(0.75),
    );
    results.measure('login-bcrypt', 'Gatehouse', '/s', spread(samples.gatehouse), log.of('Gatehouse'));
    results.measure('login-bcrypt', 'bcryptjs', '/s', spread(samples.raw));
    results.note(`login-bcrypt: cost ${bcryptCost} on both sides, ${connections.many} connections.`);
  },
};

export const register: Workload = {
  name: 'register',
  about: 'POST /api/v1/auth/register beside raw argon2id',
  steps: ({ rounds }) => rounds * 2,
  async run(lab) {
    const { results } = lab;
    const gatehouse = await lab.gatehouse();
    const log = new LatencyLog();
    let batch = 0;
    const samples = await interleave(lab.options.rounds, {
      gatehouse: () => {
        batch += 1;
        const count = Math.ceil(((atLeastASecond(lab).durationMs + lab.options.warmUpMs) / 1000) * 2000);
        const requests = Array.from({ length: count }, (_, index) => {
          const username = `newcomer-${batch}-${index}`;
          return request('POST', '/api/v1/auth/register', {
            body: { email: `${username}@bench.example`, username, password },
          });
        });
        return loginSide(lab, 'register', 'Gatehouse', gatehouse.port, requests, log, connections.few)();
      },
      raw: hashSide(lab, 'register', 'argon2id'),
    });
    results.find('register', 'x raw argon2id on all cores', 'x', ratios(samples.gatehouse, samples.raw));
    results.measure('register', 'Gatehouse', '/s', spread(samples.gatehouse), log.of('Gatehouse'));
    results.note(`register: ${connections.few} connections.`);
  },
};
