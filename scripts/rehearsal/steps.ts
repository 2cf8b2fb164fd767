import { type ChildProcess, execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';

export function expect(what: string, isSo: boolean): void {
  if (!isSo) throw new Error(`Expected ${what}`);
  console.log(`ok: ${what}`);
}

/** How packages are reached from here. */
const network = /^(NODE_EXTRA_CA_CERTS|npm_config_registry|(https?|no)_proxy)$/i;

/** This Node first, and nothing of the caller's settings but those of the network. */
export function bareEnvironment(path = '/usr/local/bin:/usr/bin:/bin'): Record<string, string> {
  const kept = Object.entries(process.env).filter(([name]) => network.test(name));
  return {
    ...(Object.fromEntries(kept) as Record<string, string>),
    PATH: `${dirname(process.execPath)}:${path}`,
    HOME: process.env.HOME ?? '/',
    npm_config_prefer_offline: 'true',
  };
}

/** @throws Error when the program fails; what it prints is seen. */
export function execute(
  program: string,
  parameters: readonly string[],
  options: { readonly cwd: string; readonly env: Record<string, string> },
): void {
  console.log(`$ ${program} ${parameters.join(' ')}`);
  execFileSync(program, parameters, { ...options, stdio: ['ignore', 'inherit', 'inherit'] });
}

export async function exitCode(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return child.exitCode;
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

/** Tries for half a minute. */
export async function eventually(what: string, attempt: () => Promise<boolean>): Promise<void> {
  const until = performance.now() + 30_000;
  let isSo = await attempt();
  while (!isSo && performance.now() < until) {
    await delay(100);
    isSo = await attempt();
  }
  expect(what, isSo);
}

export interface RehearsalDatabase {
  /** As the service connects, by a role that is neither a superuser nor the owner. */
  readonly url: string;
  /** By the owner, who migrates. */
  readonly migrationUrl: string;
}

/** @param work is given a database of its own on this server, with two roles as in production; dropped afterwards. */
export async function withDatabase(
  serverUrl: string,
  work: (database: RehearsalDatabase) => Promise<void>,
): Promise<void> {
  const run = randomBytes(6).toString('hex');
  const name = `gatehouse_rehearsal_${run}`;
  const [owner, service] = [`${name}_owner`, `${name}_service`];
  const administrator = new pg.Client({ connectionString: serverUrl });
  await administrator.connect();
  const urlOf = (role: string) => {
    const url = new URL(serverUrl);
    return Object.assign(url, { username: role, password: run, pathname: `/${name}` }).href;
  };
  try {
    for (const role of [owner, service]) {
      await administrator.query(`CREATE ROLE ${role} LOGIN PASSWORD '${run}'`);
    }
    await administrator.query(`GRANT ${owner}, ${service} TO CURRENT_USER`);
    await administrator.query(`CREATE DATABASE ${name} OWNER ${owner}`);
    await work({ url: urlOf(service), migrationUrl: urlOf(owner) });
  } finally {
    await administrator.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    await administrator.query(`DROP ROLE IF EXISTS ${owner}, ${service}`);
    await administrator.end();
  }
}
