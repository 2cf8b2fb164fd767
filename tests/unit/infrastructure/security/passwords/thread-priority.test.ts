import { readdirSync, readFileSync } from 'node:fs';
import { getPriority } from 'node:os';
import { describe, expect, it } from 'vitest';
import { Argon2id } from '#infrastructure/security/passwords/argon2id.js';
import { BcryptPool } from '#infrastructure/security/passwords/bcrypt-pool.js';

const usual = getPriority();
const lowered = Math.min(19, usual + 10);
const threads = () =>
  readdirSync('/proc/self/task').map((id) => ({
    name: readFileSync(`/proc/self/task/${id}/comm`, 'utf8').trimEnd(),
    priority: getPriority(Number(id)),
  }));

describe.runIf(process.platform === 'linux')('the threads that hash', () => {
  it('give way to the one that answers, and only they do', async () => {
    await new Argon2id({ memoryKib: 8, iterations: 1, parallelism: 1 }).hash('password');
    const pool = threads().filter(({ name }) => name === 'libuv-worker');
    expect(new Set(pool.map(({ priority }) => priority))).toEqual(new Set([lowered]));
    expect(getPriority()).toBe(usual);
  });

  it('do so in workers too', async () => {
    const before = threads().filter(({ priority }) => priority === lowered).length;
    const pool = new BcryptPool(1);
    await pool.run('password', '$2b$04$......................');
    expect(threads().filter(({ priority }) => priority === lowered)).toHaveLength(before + 1);
    expect(getPriority()).toBe(usual);
    await pool.close();
  });
});
