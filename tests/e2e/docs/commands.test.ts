import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { password } from '#testing/e2e-service.js';
import { execute } from '#testing/execute.js';
import {
  createBlankDatabase,
  createTestDatabase,
  databaseTargets,
  type TestDatabase,
} from '#testing/test-database.js';
import { CopyOfRepository } from '../../architecture/copy-of-repository.js';
import { installed, Program, removeFolder, workFolder } from '../../faults/support/program.js';
import { freePort } from '../../support/service-process.js';
import { type Block, blocks, idleReasons, reasonAgainst } from './command-blocks.js';

const root = join(import.meta.dirname, '../../..');
const nginx = installed('TEST_NGINX_PROGRAM');
const caddy = installed('TEST_CADDY_PROGRAM');
/** Its client programs are no newer and no older than the server: those of the embedded one are not installed. */
const target = databaseTargets.includes('external') ? 'external' : 'embedded';
const run = blocks.filter((block) => reasonAgainst(block) === null);
const pages = [...new Set(run.map(({ page }) => page))];

/** What goes on until it is stopped. */
const lasting = /\b(npm start|npm run dev|dist\/src\/main\.js|webhook-receiver\.ts)\b/;

/**
 * Runs what is given to it until it says that it is ready, and then stops it and all that it has started; with `keep` as
 * the second word it is left alone.
 */
const prelude = `set -euo pipefail
until_ready() {
  : >"$2"
  set -m
  (eval "$1") >"$2" 2>&1 </dev/null & local pid=$!
  set +m
  until grep -qE '^(Listening on|Waiting for deliveries)|"Listening"' "$2"; do
    kill -0 $pid 2>/dev/null || { cat "$2"; return 1; }
    sleep 0.1
  done
  [ "\${3:-}" = keep ] && { echo $pid; return; }
  kill -TERM -$pid
  wait $pid || true
}
`;

const shims: Readonly<Record<string, string>> = {
  // An answer that tells of a failure is one, unless its status is what is asked for.
  curl: `case " $* " in *" -w "*) exec /usr/bin/curl "$@" ;; esac
if said=$(/usr/bin/curl --fail-with-body "$@"); then printf '%s' "$said"; else printf '%s\\n' "$said" >&2; exit 22; fi`,
  gatehouse: 'exec node dist/src/cli.js "$@"',
  // Built once, by the first block of the README; a service that is running would lose what it loads later.
  npm: '[ "$*" = start ] && [ -e dist/.started ] && exec node --enable-source-maps dist/src/main.js; exec node "$NPM" "$@"',
};

/** As the pages name it. */
const deadLetter = '01a1f8b5-bc48-76fc-83f2-254bd0d3e5a4';
/** About another database than that of the service which runs. */
const aboutOperated = [
  'docs/operations.md',
  'docs/events.md',
  'docs/guides/backups.md',
  'docs/guides/upgrades.md',
];
const leftOut = (page: string) =>
  (page === 'docs/guides/reverse-proxy.md' && nginx === null) ||
  (['docs/operations.md', 'docs/guides/backups.md'].includes(page) && target === 'embedded');

describe('every block of commands in the README and docs/', () => {
  let copy: CopyOfRepository;
  let database: TestDatabase;
  let operated: TestDatabase;
  let restored: TestDatabase;
  let rehearsed: TestDatabase;
  let production: TestDatabase;
  let env: Record<string, string>;
  let service: string;
  let proxyPort: number;

  const bash = async (script: string, more: Record<string, string> = {}) => {
    const child = spawn('bash', ['-c', prelude + script], {
      cwd: copy.folder,
      env: { ...env, ...more },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [[code], stdout, stderr] = await Promise.all([
      once(child, 'close'),
      text(child.stdout),
      text(child.stderr),
    ]);
    if (code !== 0) throw new Error(`It ended with ${code}:\n${stdout}\n${stderr}`);
    return stdout;
  };

  /** What differs here from what is to be typed. */
  const typed = async ({ text }: Block) => {
    const [port, receiver] = [await freePort(), await freePort()];
    return (
      text
        // The packages are there, and are built; a service is running from them.
        .replaceAll('npm ci && npm run build', 'true')
        .replaceAll('npm ci && ', '')
        .replaceAll('localhost:8080', `localhost:${proxyPort}`)
        .replaceAll('localhost:3000', new URL(service).host)
        .replace(/^(npx node requests\/account-life\.ts)$/m, `$1 ${service}`)
        .replace(/^PORT=8080 /m, `PORT=${port} `)
        .replaceAll(/127\.0\.0\.1:4000|(?<=webhook-receiver\.ts )4000/g, (found) =>
          found.startsWith('127') ? `127.0.0.1:${receiver}` : String(receiver),
        )
        .replace(/^ADMIN_PASSWORD=\.\.\. .*$/m, `ADMIN_PASSWORD='${password}'`)
        // What a page says that a request is answered with.
        .replace(
          /^(status .*) # (\d{3})$/gm,
          'said=$($1); [ "$said" = $2 ] || { echo "$said in place of $2" >&2; exit 1; }',
        )
        .replace(
          /DATABASE_URL=postgres:\/\/\S*example\.com\S*/,
          'DATABASE_URL=$PRODUCTION_URL DATABASE_MIGRATION_URL=$PRODUCTION_URL',
        )
    );
  };

  beforeAll(async () => {
    copy = await CopyOfRepository.make();
    // The owner, who is not root where the tests run as root, has to pass through.
    await chmod(copy.folder, 0o755);
    await mkdir(join(copy.folder, 'shims'));
    for (const [name, body] of Object.entries(shims)) {
      await writeFile(join(copy.folder, 'shims', name), `#!/bin/bash\n${body}\n`, { mode: 0o755 });
    }
    [database, operated, restored, rehearsed, production] = await Promise.all([
      createBlankDatabase(),
      createTestDatabase(target),
      createBlankDatabase(target),
      createBlankDatabase(target),
      createBlankDatabase(),
    ]);
    proxyPort = await freePort();
    const port = await freePort();
    service = `http://localhost:${port}`;
    const npm = (await bashOutput('readlink -f "$(command -v npm)"')).trim();
    env = {
      PATH: `${join(copy.folder, 'shims')}:${join(copy.folder, 'node_modules/.bin')}:${process.env.PATH}`,
      HOME: copy.folder,
      NODE_COMPILE_CACHE: join(copy.folder, 'dist/.compile-cache'),
      PRODUCTION_URL: production.ownerUrl,
      NPM: npm,
      PORT: String(port),
      // As the last block of the README and that of webhooks have it.
      WEBHOOK_ALLOW_PRIVATE: 'true',
      DATABASE_URL: database.ownerUrl,
      DATABASE_MIGRATION_URL: database.ownerUrl,
      // It shows a password of its own making only where the database is its own, too.
      ADMIN_EMAIL: 'admin@gatehouse.local',
      ADMIN_PASSWORD: password,
      ENCRYPTION_KEY: Buffer.alloc(32, 'k').toString('base64'),
    };
  });
  afterAll(async () => {
    if (pid !== '') process.kill(-Number(pid), 'SIGTERM');
    await database?.drop();
    await operated?.drop();
    await restored?.drop();
    await rehearsed?.drop();
    await production?.drop();
    copy?.delete();
  });
  let pid = '';

  it('has no reason for a block that there is no more', () => {
    expect(idleReasons()).toEqual([]);
    expect(run.length).toBeGreaterThan(25);
  });

  it('starts from the first one', { timeout: 300_000 }, async () => {
    const first = run[0] as Block;
    expect(first.text).toBe('npm ci && npm start\n');
    pid = (await bash(`until_ready 'npm start' started.log keep; touch dist/.started`)).trim();
    expect(copy.read('started.log')).toContain(`Listening on http://127.0.0.1:${env.PORT}`);
    const signedIn = await fetch(`${service}/api/v1/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'admin@gatehouse.local', password }),
    });
    const { data } = (await signedIn.json()) as { data: { accessToken: string } };
    env.ADMIN_TOKEN = data.accessToken;
  });

  it.each(pages.filter((page) => !leftOut(page)))('%s', { timeout: 300_000 }, async (page) => {
    const script: string[] = [];
    for (const [index, block] of run.filter((block) => block.page === page).entries()) {
      if (block === run[0]) continue;
      const words = await typed(block);
      script.push(`echo ${quoted(`-- ${block.firstLine}`)} >&2`);
      if (page === 'docs/operations.md' && words.startsWith('pg_restore')) {
        script.push('export DATABASE_URL=$RESTORED_URL DATABASE_MIGRATION_URL=$RESTORED_MIGRATION_URL');
      }
      // Whoever types takes longer than a message does.
      const [mailbox] = /(?<=')[^']*\/dev\/mailbox\?to=[^']*/.exec(words) ?? [];
      const kinds = mailbox === undefined ? [] : words.matchAll(/#token=\\\((gh\w_)/g);
      for (const [, kind] of kinds) {
        script.push(
          `until /usr/bin/curl -s -H 'Accept: application/json' '${mailbox}' | grep -q '#token=${kind}'; do sleep 0.1; done`,
        );
      }
      if (!lasting.test(words)) script.push(words);
      else script.push(`PORT=${await freePort()} until_ready ${quoted(words)} block-${index}.log`);
    }
    if (aboutOperated.includes(page)) await plantDeadLetter();
    if (page === 'docs/operations.md') {
      const create =
        'node dist/src/cli.js users create root@example.com root --role admin,user --password-stdin';
      await bash(`${create} <<<'${password}'`, operatedEnv());
    }
    if (page === 'docs/guides/reverse-proxy.md') await behindNginx(() => bash(script.join('\n')));
    else await bash(script.join('\n'), aboutOperated.includes(page) ? operatedEnv() : {});
  });

  /** An earlier page may have replayed it. */
  const plantDeadLetter = () =>
    execute(
      operated.adminUrl,
      `INSERT INTO event_subscriptions (name, position) VALUES ('audit-log', 0) ON CONFLICT DO NOTHING;
       INSERT INTO events (id, name, version, subject_id, occurred_at, payload)
       VALUES ('${deadLetter}', 'user.renamed', 1, '${deadLetter}', now(), '{}') ON CONFLICT DO NOTHING;
       INSERT INTO event_dead_letters (subscription, position, attempts, last_error)
       SELECT 'audit-log', position, 10, 'of the test' FROM events WHERE id = '${deadLetter}' ON CONFLICT DO NOTHING`,
    );

  const operatedEnv = () => ({
    DATABASE_URL: operated.url,
    DATABASE_MIGRATION_URL: operated.ownerUrl,
    BACKUP_URL: operated.adminUrl,
    RESTORE_URL: rehearsed.ownerUrl,
    RESTORED_URL: restored.url,
    RESTORED_MIGRATION_URL: restored.ownerUrl,
  });

  /** The block of the guide in this language, leading to the service. */
  const configurationIn = (language: RegExp) => {
    const [, text = ''] =
      language.exec(readFileSync(join(root, 'docs/guides/reverse-proxy.md'), 'utf8')) ?? [];
    return text.replaceAll('127.0.0.1:3000', new URL(service).host.replace('localhost', '127.0.0.1'));
  };

  async function behindNginx(work: () => Promise<unknown>): Promise<void> {
    const folder = await workFolder();
    const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
    const server = configurationIn(/```nginx\n(.*?)```/s).replace('8080', String(proxyPort));
    await writeFile(
      join(folder, 'nginx.conf'),
      `daemon off; pid ${folder}/pid; error_log stderr; events {}
       http { access_log off; ${paths.map((name) => `${name}_temp_path ${folder}/${name};`).join(' ')} ${server} }`,
    );
    const args = ['-e', 'stderr', '-p', folder, '-c', join(folder, 'nginx.conf')];
    const program = await Program.start(nginx?.() ?? '', args, folder, proxyPort);
    try {
      await work();
    } finally {
      await program.stop('SIGQUIT');
      await removeFolder(folder);
    }
  }

  it.skipIf(caddy === null)('docs/guides/reverse-proxy.md, with Caddy', async () => {
    const folder = await workFolder();
    const [plain, secure] = [await freePort(), await freePort()];
    // With an authority of its own, since nobody else would vouch for this name.
    const global = `{
      admin off
      local_certs
      skip_install_trust
      storage file_system ${folder}
      http_port ${plain}
      https_port ${secure}
    }`;
    await writeFile(join(folder, 'Caddyfile'), `${global}\n${configurationIn(/## Caddy.*?```\n(.*?)```/s)}`);
    const args = ['run', '--adapter', 'caddyfile', '--config', join(folder, 'Caddyfile')];
    const program = await Program.start(caddy?.() ?? '', args, folder, secure);
    try {
      const answer = await bash(
        `curl -sk --retry 20 --retry-all-errors --retry-delay 1 --resolve auth.example.com:${secure}:127.0.0.1 -H 'Accept: application/json' https://auth.example.com:${secure}/`,
      );
      expect(JSON.parse(answer)).toMatchObject({ name: 'Gatehouse', status: 'up' });
    } finally {
      await program.stop();
      await removeFolder(folder);
    }
  });

  async function bashOutput(command: string): Promise<string> {
    const child = spawn('bash', ['-c', command], { stdio: ['ignore', 'pipe', 'inherit'] });
    return text(child.stdout);
  }
});

function quoted(words: string): string {
  return `'${words.replaceAll("'", `'\\''`)}'`;
}
