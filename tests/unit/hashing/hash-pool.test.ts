import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { HashPool } from '#infrastructure/hashing/hash-pool.js';

const setting = '$2b$04$......................';

function open(...parameters: ConstructorParameters<typeof HashPool>): HashPool {
  const pool = new HashPool(...parameters);
  onTestFinished(() => pool.close());
  return pool;
}

/** A file with the functions, as a URL. */
async function aWorker(source: string): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'hash-pool-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  const file = join(directory, 'worker.mjs');
  await writeFile(file, source);
  return pathToFileURL(file).href;
}

describe('the pool of threads that hash', () => {
  it('has a thread for each of so many tasks', async () => {
    const file = await aWorker(
      `import { threadId } from 'node:worker_threads';
       import { setTimeout } from 'node:timers/promises';
       export const bcrypt = () => setTimeout(50, String(threadId));`,
    );
    const pool = open(2, file);
    const hash = () => pool.run('bcrypt', { password: 'password', setting });
    const first = await hash();
    expect(await hash()).toBe(first);
    const threads = await Promise.all(Array.from({ length: 10 }, hash));
    expect(new Set(threads).size).toBe(2);
  });

  it('gives the error of a task, and goes on', async () => {
    const pool = open(1);
    await expect(pool.run('bcrypt', { password: 'password', setting: 'none' })).rejects.toThrow(
      'Invalid salt',
    );
    await expect(pool.run('bcrypt', { password: 'password', setting })).resolves.toContain(setting);
  });

  it('fails with a thread that cannot begin, and tries again', async () => {
    const file = await aWorker('');
    await rm(fileURLToPath(file));
    const pool = open(1, file);
    const hash = () => pool.run('bcrypt', { password: 'password', setting });
    await Promise.all([hash(), hash()].map((failed) => expect(failed).rejects.toThrow()));
    await writeFile(fileURLToPath(file), `export const bcrypt = ({ setting }) => setting;`);
    await expect(hash()).resolves.toBe(setting);
  });

  it('may be closed before its first use, and twice', async () => {
    const unused = new HashPool(1);
    await unused.close();
    await expect(unused.close()).resolves.toBeUndefined();
  });
});
