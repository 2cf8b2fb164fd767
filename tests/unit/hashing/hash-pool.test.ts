import { readdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { getPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { HashPool } from '#infrastructure/hashing/hash-pool.js';

const usual = getPriority();
const lowered = Math.min(19, usual + 10);
const setting = '$2b$04$......................';

/** Threads of this process that give way to others. */
const loweredThreads = () =>
  readdirSync('/proc/self/task').filter((id) => getPriority(Number(id)) === lowered).length;

function open(...parameters: ConstructorParameters<typeof HashPool>): HashPool {
  const pool = new HashPool(...parameters);
  onTestFinished(() => pool.close());
  return pool;
}

describe('the pool of threads that hash', () => {
  it.runIf(process.platform === 'linux')(
    'has a thread for each of so many tasks, all of which give way to the one that answers',
    async () => {
      const before = loweredThreads();
      const pool = open(2);
      const hash = () => pool.run('bcrypt', { password: 'password', setting });
      await hash();
      expect(loweredThreads()).toBe(before + 1);
      await Promise.all([hash(), hash()]);
      expect(loweredThreads()).toBe(before + 2);
      await Promise.all(Array.from({ length: 10 }, hash));
      expect(loweredThreads()).toBe(before + 2);
      expect(getPriority()).toBe(usual);
    },
  );

  it('gives the error of a task, and goes on', async () => {
    const pool = open(1);
    await expect(pool.run('bcrypt', { password: 'password', setting: 'none' })).rejects.toThrow(
      'Invalid salt',
    );
    await expect(pool.run('bcrypt', { password: 'password', setting })).resolves.toContain(setting);
  });

  it('fails with a thread that cannot begin, and tries again', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'hash-pool-'));
    onTestFinished(() => rm(directory, { recursive: true }));
    const file = join(directory, 'worker.mjs');
    const pool = open(1, pathToFileURL(file).href);
    const hash = () => pool.run('bcrypt', { password: 'password', setting });
    await Promise.all([hash(), hash()].map((failed) => expect(failed).rejects.toThrow()));
    await writeFile(file, `export const bcrypt = ({ setting }) => setting;`);
    await expect(hash()).resolves.toBe(setting);
  });

  it('may be closed before its first use, and twice', async () => {
    const unused = new HashPool(1);
    await unused.close();
    await expect(unused.close()).resolves.toBeUndefined();
  });
});
