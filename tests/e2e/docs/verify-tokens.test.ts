import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { E2eService, type SignedIn } from '#testing/e2e-service.js';

const page = readFileSync(join(import.meta.dirname, '../../../docs/guides/verify-tokens.md'), 'utf8');
/** It installs packages of four registries, so only on demand. */
const isWanted = process.env.TEST_REGISTRIES === '1';
const isInstalled = (program: string) => spawnSync('which', [program]).status === 0;

describe.skipIf(!isWanted)('docs/guides/verify-tokens.md', () => {
  let service: E2eService;
  let person: SignedIn;
  let work: string;
  beforeAll(async () => {
    service = await E2eService.start({ env: { STORAGE: 'memory' } });
    person = await service.person();
    work = mkdtempSync(join(tmpdir(), 'gatehouse-verify-'));
  });
  afterAll(async () => {
    await service?.stop();
    rmSync(work, { recursive: true, force: true });
  });

  it.for([
    ['Node', 'node'],
    ['Python', 'python3'],
    ['Go', 'go'],
    ['Java', 'mvn'],
  ] as const)(
    'verifies in %s, and refuses another token',
    { timeout: 600_000 },
    async ([name, program], { skip }) => {
      skip(!isInstalled(program));
      const [, section = ''] = new RegExp(`^## ${name}\\n(.*?)(?=^## |$(?![\\s\\S]))`, 'ms').exec(page) ?? [];
      const folder = join(work, name);
      for (const [, path = '', content = ''] of section.matchAll(/`([^`\n]+)`:\n\n```\w+\n(.*?)^```$/gms)) {
        mkdirSync(join(folder, dirname(path)), { recursive: true });
        // The keys are where the service listens, which in this test is not what tokens name as their issuer.
        const keys = `${service.service.url}/.well-known/jwks.json`;
        writeFileSync(
          join(folder, path),
          content
            .replace(/`\$\{issuer\}\/\.well-known\/jwks\.json`/, `'${keys}'`)
            .replace('f"{ISSUER}/.well-known/jwks.json"', `"${keys}"`)
            .replace('issuer + "/.well-known/jwks.json"', `"${keys}"`)
            .replace('ISSUER + "/.well-known/jwks.json"', `"${keys}"`),
        );
      }
      const [, commands = ''] = /^```sh\n(.*?)^```$/ms.exec(section) ?? [];
      const run = async (token: string) => {
        const child = spawn('bash', ['-euc', commands], {
          cwd: folder,
          env: { ...process.env, ACCESS_TOKEN: token, ISSUER: 'https://gatehouse.test' },
          stdio: ['ignore', 'pipe', 'pipe'],
        });
        const [stdout, stderr] = await Promise.all([
          text(child.stdout),
          text(child.stderr),
          once(child, 'close'),
        ]);
        return { code: child.exitCode, stdout, stderr };
      };
      const good = await run(person.token);
      expect(good, good.stderr).toMatchObject({ code: 0, stdout: expect.stringContaining(person.user.id) });
      const [head, , signature] = person.token.split('.');
      const forged = await service.person();
      const other = await run([head, forged.token.split('.')[1], signature].join('.'));
      expect(other.code).not.toBe(0);
      expect(other.stdout).not.toContain(forged.user.id);
    },
  );
});
