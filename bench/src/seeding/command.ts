import { parseArgs } from 'node:util';
import { SingleBar } from 'cli-progress';
import { Cleanup } from '../cleanup.ts';
import { migrate, password } from '../gatehouse.ts';
import { argon2Hash } from '../lab.ts';
import { positive } from '../options.ts';
import { PostgresServer, seededDatabaseName } from '../postgres.ts';
import { seedUsers } from './seed-users.ts';

const help = `npm run bench:seed -- [--users 1000000]

Fills the database of DATABASE_URL with people, or one of the embedded server of the bench, which then uses it
instead of seeding one of its own. Each has the password "${password}".
`;

export async function seed(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { users: { type: 'string', default: '1000000' }, help: { type: 'boolean', default: false } },
  });
  if (values.help) return console.log(help);
  const users = Math.floor(positive('users', values.users));
  const cleanup = new Cleanup();
  cleanup.onSignal();
  try {
    const url = await databaseUrl(users, cleanup);
    if (url === null) return console.log(`There is one with ${users} users already.`);
    await migrate(url);
    await fill(url, users, cleanup);
  } finally {
    await cleanup.run();
  }
}

/** Null where it has been seeded before. */
async function databaseUrl(users: number, cleanup: Cleanup): Promise<string | null> {
  if (process.env.DATABASE_URL) return process.env.DATABASE_URL;
  const server = await PostgresServer.open(cleanup, { keep: true });
  const name = seededDatabaseName(users);
  if (await server.hasDatabase(name)) return null;
  const url = await server.createKeptDatabase(name);
  // One that is half full would be taken for a full one.
  cleanup.add(() => (process.exitCode || !isFull ? server.dropDatabase(name) : undefined));
  return url;
}

let isFull = false;

async function fill(url: string, users: number, cleanup: Cleanup): Promise<void> {
  const begin = performance.now();
  const bar = new SingleBar({
    format: '{bar} {percentage}% {value} of {total} users, {duration_formatted} {step}',
    hideCursor: true,
    noTTYOutput: true,
    notTTYSchedule: 5000,
    barsize: 24,
  });
  cleanup.add(() => bar.stop());
  bar.start(users, 0, { step: '' });
  await seedUsers(url, {
    users,
    passwordHash: await argon2Hash(),
    onProgress: (step, done) => {
      if (step === 'rows') bar.update(done);
      else bar.update(users, { step });
    },
  });
  bar.stop();
  isFull = true;
  console.log(`${users} users in ${((performance.now() - begin) / 1000).toFixed(1)} s.`);
}
