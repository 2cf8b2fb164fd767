import { chmodSync, symlinkSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findOrdinaryUser, query, spawnService, start, temporaryDirectory } from './support.js';

const ordinaryUser = findOrdinaryUser();

describe('a directory', () => {
  it.each([
    ['with spaces', 'my data -D x'],
    ['with quotes and what a shell would take', `it's "quoted" $HOME \`x\` ; \\ %41 ? # & *`],
    ['with letters beyond ASCII', 'Grüße 🐘'],
    ['that is too long for a socket', 'long/'.repeat(80)],
  ])('%s holds a database, also of an earlier run', async (_, name) => {
    const directory = join(await temporaryDirectory(), name);
    for (const rows of [[], [{ tablename: 'note' }]]) {
      const { migrationUrl, stop } = await start(directory);
      const found = await query(migrationUrl, "SELECT tablename FROM pg_tables WHERE tablename = 'note'");
      expect(found).toEqual(rows);
      await query(migrationUrl, 'CREATE TABLE IF NOT EXISTS note ()');
      await stop();
    }
  });

  it('that is a symbolic link is the one that it leads to', async () => {
    const directory = await temporaryDirectory();
    const { migrationUrl, stop } = await start(directory);
    await query(migrationUrl, 'CREATE TABLE note ()');
    const link = join(dirname(directory), 'link');
    symlinkSync(directory, link);
    await expect(start(link)).rejects.toThrow(/Another Gatehouse service/);
    await stop();
    const again = await start(link);
    expect(await query(again.migrationUrl, 'TABLE note')).toEqual([]);
  });

  it.each<[string, (directory: string) => string, RegExp]>([
    ['is a file', fileAt, /it is not a directory/],
    [
      'is below a file',
      (directory) => join(fileAt(directory), 'data'),
      /part of the path is not a directory/,
    ],
    ['has too long a name', (directory) => join(directory, 'x'.repeat(300)), /the path is too long/],
    ['has too long a path', (directory) => join(directory, 'long/'.repeat(200)), /more than the 850 bytes/],
    ['has a line break', (directory) => join(directory, 'two\nlines'), /two\\nlines.*no line break/],
    [
      'is in a circle of links',
      (directory) => {
        symlinkSync(directory, directory);
        return join(directory, 'data');
      },
      /symbolic links go in circles/,
    ],
  ])('that %s is refused with the reason', async (_, place, reason) => {
    const { message } = await start(place(await temporaryDirectory())).then(
      () => new Error('started'),
      (error: Error) => error,
    );
    expect(message).toMatch(reason);
    expect(message).toContain('set DATABASE_URL');
  });

  it.runIf(process.platform === 'linux')('where nothing can be made is refused with the reason', async () => {
    await expect(start('/proc/gatehouse/data')).rejects.toThrow(/nothing can be made there/);
  });

  it.skipIf(ordinaryUser === undefined).each([
    ['cannot be made', false],
    ['is another user’s', true],
  ])('that %s is refused with the reason', async (_, exists) => {
    const directory = await temporaryDirectory();
    if (exists) await mkdir(directory, { mode: 0o755 });
    const service = spawnService(directory, ordinaryUser);
    await expect(service.url).rejects.toThrow(/this user may not write there/);
    await service.ended;
  });

  it.skipIf(ordinaryUser === undefined)(
    'of root, which its account cannot reach, is refused with the reason',
    async () => {
      const directory = await temporaryDirectory();
      chmodSync(dirname(directory), 0o700);
      await expect(start(directory)).rejects.toThrow(/[Pp]ermission denied/);
    },
  );
});

describe.skipIf(ordinaryUser === undefined)('a user without an entry in /etc/passwd', () => {
  it('is told so', async () => {
    const user = { uid: 54_321, gid: 54_321 };
    const directory = await temporaryDirectory(user);
    const service = spawnService(directory, user);
    await expect(service.url).rejects.toThrow(/The user 54321 has no name[\s\S]*set DATABASE_URL/);
    await service.ended;
  });
});

function fileAt(path: string): string {
  writeFileSync(path, '');
  return path;
}
