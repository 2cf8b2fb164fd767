/**
 * What somebody does who has never seen this: clones it, and types what the README says until there is a token. Prints
 * each command as it is typed, and how long it took, nothing being cached.
 *
 *   node scripts/newcomer.ts
 *
 * As root it is done by the account `nobody`: few people work as root.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { bareEnvironment, freePort } from './rehearsal/steps.ts';

const root = dirname(import.meta.dirname);
const account = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
const work = mkdtempSync(join(tmpdir(), 'gatehouse-newcomer-'));
const clone = join(work, 'gatehouse');
const port = await freePort();
// The Node of the system, not the pinned one.
const env = { ...bareEnvironment(), PATH: '/usr/local/bin:/usr/bin:/bin', HOME: work, PORT: String(port) };
const began = performance.now();
let commands = 0;
let service: ChildProcess | undefined;

function open(words: string, cwd: string): ChildProcess {
  commands += words.replaceAll('\\\n', ' ').trim().split('\n').length;
  console.log(words.trimEnd().replaceAll(/^/gm, '$ '));
  // Only the port differs from what is typed: 3000 may be taken here.
  const typed = words.replaceAll('localhost:3000', `localhost:${port}`);
  return spawn('bash', ['-euo', 'pipefail', '-c', typed], {
    ...account,
    cwd,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

async function type(words: string, cwd: string): Promise<string> {
  const start = performance.now();
  const child = open(words, cwd);
  let said = '';
  child.stdout?.on('data', (chunk) => {
    said += chunk;
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`It ended with ${code}:\n${said}`);
  took(start);
  return said;
}

function took(start: number): void {
  console.log(`  ${((performance.now() - start) / 1000).toFixed(1)} s`);
}

async function untilListening(words: string, cwd: string): Promise<void> {
  const start = performance.now();
  const child = open(words, cwd);
  service = child;
  let said = '';
  await new Promise<void>((resolve, reject) => {
    child.stdout?.on('data', (chunk) => {
      said += chunk;
      if (said.includes('Listening on')) resolve();
    });
    child.once('exit', (code) => reject(new Error(`It ended with ${code}:\n${said}`)));
  });
  took(start);
}

try {
  commands += 1;
  console.log(`$ git clone ${root} gatehouse`);
  execFileSync('git', ['clone', '--quiet', root, clone]);
  if (account.uid !== undefined) execFileSync('chown', ['-R', `${account.uid}:${account.gid}`, work]);
  const readme = readFileSync(join(clone, 'README.md'), 'utf8');
  const blocks = [...readme.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, text = '']) => text);
  const blockWith = (part: string) => {
    const found = blocks.find((text) => text.includes(part));
    if (found === undefined) throw new Error(`The README has no block with ${part}`);
    return found;
  };
  await untilListening(blockWith('npm start'), clone);
  for (const part of ['/auth/register', 'ACCESS_TOKEN=']) {
    const said = await type(blockWith(part), clone);
    if (!said.startsWith('{"success":true')) throw new Error(`It says ${said}`);
  }
  const seconds = Math.round((performance.now() - began) / 1000);
  console.log(`\nFrom the clone to what a token opens: ${commands} commands, ${seconds} s.`);
} finally {
  if (service?.pid !== undefined && service.exitCode === null) {
    const ended = once(service, 'close');
    process.kill(-service.pid, 'SIGTERM');
    await ended;
  }
  rmSync(work, { recursive: true, force: true, maxRetries: 10 });
}
