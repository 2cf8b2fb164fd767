import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { E2eService } from '#testing/e2e-service.js';
import { execute } from '#testing/execute.js';
import { runCommand, startCommand } from '../../support/command-line.js';

const checkout = join(import.meta.dirname, '../../..');
/** Of util-linux: runs a command in a terminal of its own. */
const program = '/usr/bin/script';

describe('commands and whoever is, or is not, at the other end', () => {
  let service: E2eService;
  beforeAll(async () => {
    service = await E2eService.start();
  });
  afterAll(() => service?.stop());
  const env = () => ({
    NODE_ENV: 'test',
    DATABASE_URL: service.database.url,
    DATABASE_MIGRATION_URL: service.database.ownerUrl,
  });
  const count = async () => {
    const [row] = await execute(service.database.adminUrl, 'SELECT count(*)::integer AS number FROM users');
    return row?.number as number;
  };

  /** Types the keys when it is asked. */
  const inTerminal = async (words: string, keys: string) => {
    const command = `${process.execPath} dist/src/cli.js ${words}`;
    const child = spawn(program, ['--quiet', '--flush', '--return', '--command', command, '/dev/null'], {
      cwd: checkout,
      env: {
        PATH: process.env.PATH ?? '',
        GATEHOUSE_CONFIG: join(checkout, 'tests/support/built-in-features.config.ts'),
        ...env(),
      },
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    let shown = '';
    child.stdout.on('data', (chunk) => {
      shown += chunk;
      if (shown.includes('[y/N]') && child.stdin.writable) child.stdin.end(keys);
    });
    const [exitCode] = await once(child, 'close');
    return { exitCode: exitCode as number, shown };
  };

  describe.skipIf(!existsSync(program))('in a terminal', () => {
    it.each([
      ['n', 'n\n'],
      ['nothing', '\n'],
      ['something else', 'yesterday\n'],
      ['Ctrl-D', '\u0004'],
    ])('nothing is deleted after %s', async (_what, keys) => {
      const before = await count();
      const { exitCode, shown } = await inTerminal('db reset', keys);
      expect(shown).toMatch(/Delete everything in \S+ at \S+\? \[y\/N\]/);
      expect(exitCode).toBe(1);
      expect(shown).toContain('Nothing was deleted.');
      expect(await count()).toBe(before);
    });

    it('Ctrl-C instead of an answer ends it, with nothing deleted', async () => {
      const before = await count();
      const { exitCode, shown } = await inTerminal('db reset', '\u0003');
      expect(shown).not.toContain('    at ');
      expect(exitCode).toBe(130);
      expect(await count()).toBe(before);
    });
  });

  it('without a terminal nothing is asked', async () => {
    const { exitCode, stderr } = await runCommand(['db', 'reset'], env());
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('say --yes')]);
  });

  it('where there is nothing to read, nothing is done', async () => {
    const imported = await runCommand(['users', 'import', '-', '--report', '/dev/null', '--json'], env());
    expect([imported.exitCode, JSON.parse(imported.stdout)]).toEqual([
      0,
      expect.objectContaining({ read: 0 }),
    ]);
    const created = await runCommand(
      ['users', 'create', 'nobody@example.com', 'nobody', '--password-stdin', '--json'],
      env(),
    );
    expect(created.exitCode).not.toBe(0);
    expect(created.stderr).not.toContain('    at ');
    expect(JSON.parse(created.stdout)).toMatchObject({ error: { code: expect.any(String) } });
  });

  it('a line that nobody reads is told by the exit code, too', async () => {
    const child = startCommand(['config', 'check'], env());
    child.stdout.destroy();
    const stderr = text(child.stderr);
    const [exitCode] = await once(child, 'exit');
    expect([exitCode, await stderr]).toEqual([141, '']);
  });

  it.skipIf(!existsSync('/dev/full'))('a disk that is full is told', async () => {
    const full = await open('/dev/full', 'w');
    onTestFinished(() => full.close());
    const child = startCommand(['users', 'export'], env(), ['ignore', full.fd, 'pipe']);
    const [[exitCode], stderr] = await Promise.all([once(child, 'exit'), text(child.stderr as Readable)]);
    expect([exitCode, stderr]).toEqual([1, 'Standard output cannot be written to (ENOSPC)\n']);
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('an export that nobody reads on is ended by %s', async (signal, code) => {
    const sample = 2_000;
    if ((await count()) < sample) await runCommand(['db', 'seed', '--count', String(sample)], env());
    const child = startCommand(['users', 'export'], env());
    const stderr = text(child.stderr);
    // It has begun, and waits for room.
    await once(child.stdout, 'readable');
    child.kill(signal);
    const [exitCode] = await once(child, 'exit');
    child.stdout.destroy();
    expect([exitCode, await stderr]).toEqual([code, '']);
  });
});
