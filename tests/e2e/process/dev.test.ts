import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CopyOfRepository } from '../../architecture/copy-of-repository.js';
import { freePort } from '../../support/service-process.js';

const page = 'src/presentation/http/front-page/controller.ts';
const shown = 'This is a user and authentication service';
const poll = { timeout: 120_000, interval: 50 };

describe('npm run dev', () => {
  let copy: CopyOfRepository;
  let dev: ChildProcess;
  let output = '';
  let url: string;
  beforeAll(async () => {
    copy = await CopyOfRepository.make();
    await chmod(copy.folder, 0o755);
    const port = await freePort();
    url = `http://127.0.0.1:${port}/`;
    dev = spawn(process.execPath, ['scripts/dev.ts'], {
      cwd: copy.folder,
      env: { PATH: process.env.PATH ?? '', PORT: String(port), STORAGE: 'memory', NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [dev.stdout, dev.stderr]) {
      stream?.on('data', (chunk) => {
        output += chunk;
      });
    }
  });
  afterAll(async () => {
    if (dev !== undefined && dev.exitCode === null) {
      const ended = once(dev, 'exit');
      dev.kill('SIGTERM');
      await ended;
    }
    copy?.delete();
  });
  const front = async () => (await fetch(url, { headers: { accept: 'text/html' } })).text();
  const change = (from: string, to: string) => copy.write(page, copy.read(page).replace(from, to));

  it('starts again with what has changed', { timeout: 180_000 }, async () => {
    await expect.poll(() => output, poll).toMatch(/Ready after/);
    expect(await front()).toContain(shown);
    output = '';
    change(shown, 'This was changed');
    await expect.poll(() => output, poll).toMatch(/Ready after/);
    expect(await front()).toContain('This was changed');
    console.log(`npm run dev: ${/Ready after [\d.]+ s/.exec(output)?.[0]}`);
  });

  it('shows what does not compile, and goes on with the last good one', { timeout: 180_000 }, async () => {
    output = '';
    change('This was changed', `This does not compile\`; const wrong: number = '1'; \``);
    await expect.poll(() => output, poll).toMatch(/the last good one goes on/);
    expect(output).toMatch(/front-page\/controller\.ts[:(]\d+.*TS\d+/);
    expect(await front()).toContain('This was changed');
    output = '';
    change(`This does not compile\`; const wrong: number = '1'; \``, 'This was mended');
    await expect.poll(() => output, poll).toMatch(/Ready after/);
    expect(await front()).toContain('This was mended');
  });
});
