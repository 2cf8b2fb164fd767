import { createHash, pbkdf2Sync, scryptSync } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { hashSync } from '@node-rs/argon2';
import { hashSync as bcryptSync } from 'bcryptjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { E2eService, password } from '#testing/e2e-service.js';
import { execute } from '#testing/execute.js';
import { runCommand, startCommand } from '../../support/command-line.js';

/** Of the library, whose enumerations are gone when it is compiled. */
const argon2i = 1;
const salt = Buffer.from('0123456789abcdef');
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64').replace(/=+$/, '');
const ssha = Buffer.concat([createHash('sha1').update(password).update(salt).digest(), salt]);
const hashes = {
  bcrypt: bcryptSync(password, 4),
  argon2i: hashSync(password, { memoryCost: 128, timeCost: 1, parallelism: 1, algorithm: argon2i }),
  scrypt: `$scrypt$ln=10,r=8,p=1$${base64(salt)}$${base64(scryptSync(password, salt, 32, { N: 1024, r: 8, p: 1 }))}`,
  pbkdf2: `$pbkdf2-sha256$i=1000,l=32$${base64(salt)}$${base64(pbkdf2Sync(password, salt, 1000, 32, 'sha256'))}`,
  ssha: `{SSHA}${ssha.toString('base64')}`,
};

describe('users import and export', () => {
  let service: E2eService;
  let folder: string;
  beforeAll(async () => {
    service = await E2eService.start();
    folder = await mkdtemp(join(tmpdir(), 'gatehouse-import-'));
  });
  afterAll(async () => {
    await service?.stop();
    await rm(folder, { recursive: true, force: true });
  });
  const env = () => ({
    NODE_ENV: 'test',
    DATABASE_URL: service.database.url,
    DATABASE_MIGRATION_URL: service.database.ownerUrl,
  });
  const run = (...words: string[]) => runCommand(['users', ...words], env());
  const count = async (like: string) => {
    const sql = `SELECT count(*)::integer AS number FROM users WHERE email LIKE '${like}'`;
    return (await execute(service.database.adminUrl, sql))[0]?.number as number;
  };
  const file = async (name: string, lines: readonly object[]) => {
    const path = join(folder, name);
    await writeFile(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    return path;
  };

  it('take over accounts whose owners sign in as before, and then have a hash of ours', async () => {
    const accounts = Object.entries(hashes).map(([kind, passwordHash]) => ({
      email: `${kind}@old.example`,
      username: `old-${kind}`,
      emailVerified: true,
      displayName: `Old ${kind}`,
      metadata: { kind },
      createdAt: '2020-02-03T04:05:06Z',
      passwordHash,
    }));
    const { exitCode, stdout, stderr } = await run('import', await file('kinds.ndjson', accounts), '--json');
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(JSON.parse(stdout)).toMatchObject({
      read: 5,
      added: 5,
      present: 0,
      refused: 0,
      isInterrupted: false,
    });
    for (const { email } of accounts) {
      const { user } = await service.logIn(email);
      const [row] = await execute(
        service.database.adminUrl,
        `SELECT password_hash, created_at FROM users WHERE id = '${user.id}'`,
      );
      expect(row?.password_hash).toMatch(/^\$argon2id\$v=19\$m=128,t=1,p=1\$/);
      expect(row?.created_at).toEqual(new Date('2020-02-03T04:05:06Z'));
      await service.logIn(email);
    }
    const registered = `SELECT count(*)::integer AS number FROM events WHERE name = 'user.registered'
      AND payload ->> 'email' LIKE '%@old.example'`;
    expect(await execute(service.database.adminUrl, registered)).toEqual([{ number: 5 }]);
  });

  it('tell what was refused and why, and never a value', async () => {
    const good = { email: 'good@faults.example', username: 'good-one', passwordHash: hashes.bcrypt };
    const path = join(folder, 'faults.ndjson');
    const lines = [
      JSON.stringify(good),
      '{"email": "broken@faults.example", "passwordHash": "$2b$04$canary',
      JSON.stringify({ ...good, username: 'another' }),
      JSON.stringify({
        email: 'no address',
        username: 'x',
        passwordHash: 'canary-of-a-password',
        colour: 'canary',
      }),
      JSON.stringify({ email: 'c@faults.example', username: 'good-one' }),
      JSON.stringify({
        email: 'd@faults.example',
        roles: ['emperor'],
        createdAt: '3000-01-01',
        isActive: 'maybe',
      }),
    ];
    await writeFile(path, lines.join('\n'));
    const { exitCode, stdout, stderr } = await run('import', path, '--json');
    expect(exitCode).toBe(1);
    const result = JSON.parse(stdout);
    expect(result).toMatchObject({ read: 6, added: 1, refused: 5, report: `${path}.refused.ndjson` });
    const report = await readFile(result.report, 'utf8');
    const told = report
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(told.map(({ line, field }) => `${line} ${field}`).sort()).toEqual([
      '2 null',
      '3 email',
      '4 colour',
      '4 email',
      '4 passwordHash',
      '4 username',
      '5 username',
      '6 createdAt',
      '6 isActive',
      '6 roles',
    ]);
    expect(report + stdout + stderr).not.toContain('canary');
    expect(stderr).not.toContain('    at ');
  });

  it('are the same in CSV, from standard input, and back', async () => {
    const csv = `email,username,emailVerified,roles,passwordHash\nada@csv.example,ada-csv,true,moderator user,"${hashes.bcrypt}"\n`;
    const words = [
      'users',
      'import',
      '-',
      '--format',
      'csv',
      '--report',
      join(folder, 'csv.report'),
      '--json',
    ];
    const outcome = await runCommand(words, env(), csv);
    expect(JSON.parse(outcome.stdout)).toMatchObject({ added: 1, refused: 0 });
    const path = join(folder, 'all.csv');
    const { exitCode, stdout } = await run('export', '--output', path, '--with-password-hashes', '--json');
    expect(exitCode).toBe(0);
    const { exported } = JSON.parse(stdout);
    const written = await readFile(path, 'utf8');
    expect(written).toContain(hashes.bcrypt);
    const again = await run('import', path, '--json');
    expect(JSON.parse(again.stdout)).toMatchObject({
      read: exported,
      added: 0,
      present: exported,
      refused: 0,
    });
  });

  it('write no hashes unless they are asked to', async () => {
    const [lines, array] = await Promise.all([run('export'), run('export', '--json')]);
    const accounts = lines.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(JSON.parse(array.stdout)).toEqual(accounts);
    expect(accounts).toContainEqual(
      expect.objectContaining({ email: 'ada@csv.example', roles: ['moderator', 'user'] }),
    );
    expect(lines.stdout).not.toMatch(/passwordHash|\$/);
  });

  it.each([
    ['SIGKILL', null],
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('go on where they were ended by %s', async (signal, code) => {
    const domain = `${signal.toLowerCase()}.example`;
    const accounts = Array.from({ length: 1700 }, (_, index) => ({
      email: `user${index}@${domain}`,
      emailVerified: true,
      passwordHash: hashes.bcrypt,
    }));
    const path = await file(`${signal}.ndjson`, accounts);
    const whole = await readFile(path, 'utf8');
    const words = ['users', 'import', '-', '--report', join(folder, `${signal}.report`), '--json'];
    const child = startCommand(words, env());
    const said = Promise.all([text(child.stdout), text(child.stderr)]);
    // Ends in the middle of a line.
    child.stdin.write(whole.slice(0, whole.length - 50_010));
    while ((await count(`%@${domain}`)) === 0 && child.exitCode === null) await delay(20);
    child.kill(signal);
    const [exitCode] = await once(child, 'close');
    const [stdout, stderr] = await said;
    expect([exitCode, stderr]).toEqual([code, '']);
    const stored = await count(`%@${domain}`);
    expect(stored).toBeGreaterThan(0);
    if (code !== null) {
      expect(JSON.parse(stdout)).toMatchObject({ isInterrupted: true, added: stored, refused: 0 });
    }
    const again = await run('import', path, '--json');
    expect(JSON.parse(again.stdout)).toMatchObject({ read: 1700, added: 1700 - stored, present: stored });
    expect(await count(`%@${domain}`)).toBe(1700);
  });

  it('end where nobody reads on, without a word', async () => {
    const child = startCommand(['users', 'export'], env());
    const stderr = text(child.stderr);
    await once(child.stdout, 'data');
    child.stdout.destroy();
    const [exitCode] = await once(child, 'close');
    expect([exitCode, await stderr]).toEqual([141, '']);
  });

  it.each([
    [['import', '/nowhere/users.csv'], 1, /\/nowhere\/users.csv cannot be opened \(ENOENT\)/],
    [['import', 'x', '--format', 'xml'], 2, /--format must be ndjson or csv/],
    [['import'], 2, /missing required argument 'file'/],
    [['imprt', 'x'], 2, /Did you mean import\?/],
    [['export', '--with-password-hash'], 2, /Did you mean --with-password-hashes\?/],
  ])('%j ends with %d', async (words, code, reason) => {
    const { exitCode, stderr, stdout } = await run(...words);
    expect([exitCode, stdout]).toEqual([code, '']);
    expect(stderr).toMatch(reason);
    expect(stderr).not.toContain('    at ');
    const asJson = await run(...words, '--json');
    expect(JSON.parse(asJson.stdout)).toMatchObject({ error: { code: expect.any(String) } });
    expect(asJson.exitCode).toBe(code);
  });
});
