import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { resolveEncryptionKeys } from '#infrastructure/crypto/encryption-key-file.js';
import { makeStateDirectory, resolveStateDirectory } from '#infrastructure/state-directory.js';
import { encryptionKey } from '../support/encryption-keys.js';

let directory: string;
let state: string;

beforeEach(async () => {
  directory = join(await mkdtemp(join(tmpdir(), 'gatehouse-')), 'data');
  state = resolveStateDirectory(directory);
});

afterEach(async () => {
  await rm(state, { recursive: true, force: true });
  await rm(join(directory, '..'), { recursive: true, force: true });
});

describe('the encryption keys', () => {
  it('are the configured ones, and then no file is made', async () => {
    const keys = [encryptionKey('k1')];
    await expect(resolveEncryptionKeys({ keys, directory })).resolves.toBe(keys);
    await expect(stat(state)).rejects.toThrow();
  });

  it('are otherwise made once and kept, for the owner only', async () => {
    const [first, second] = await Promise.all([
      resolveEncryptionKeys({ keys: [], directory }),
      resolveEncryptionKeys({ keys: [], directory }),
    ]);
    expect(first).toEqual(second);
    await expect(resolveEncryptionKeys({ keys: [], directory })).resolves.toEqual(first);
    expect((await stat(join(state, 'encryption.key'))).mode & 0o777).toBe(0o600);
    expect(await readdir(state)).toEqual(['encryption.key']);
  });

  it.runIf(process.platform === 'linux')('are refused a place where nothing can be made', async () => {
    await expect(makeStateDirectory('/proc/gatehouse/data')).rejects.toThrow('ENOENT');
  });

  it('end with the process in memory mode', async () => {
    const first = await resolveEncryptionKeys({ keys: [], directory: null });
    const second = await resolveEncryptionKeys({ keys: [], directory: null });
    expect(first[0]?.secret.equals(second[0]?.secret as Buffer)).toBe(false);
  });

  it('are never replaced when the file is damaged', async () => {
    await resolveEncryptionKeys({ keys: [], directory });
    await writeFile(join(state, 'encryption.key'), 'damaged');
    await expect(resolveEncryptionKeys({ keys: [], directory })).rejects.toThrow(/Restore it, or remove it/);
  });
});
