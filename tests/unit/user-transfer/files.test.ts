import { describe, expect, it } from 'vitest';
import type { AccountRecord } from '#application/user-transfer/account-record.js';
import type { ImportedLine } from '#application/user-transfer/import-users.js';
import { type FileFormat, readAccounts } from '#infrastructure/files/user-transfer/lines.js';
import { AccountRenderer } from '#infrastructure/files/user-transfer/render.js';

/** In pieces of a few characters, so that every place is once where two of them meet. */
async function read(text: string, format: FileFormat, size = 3): Promise<ImportedLine[]> {
  async function* chunks() {
    for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
  }
  const lines: ImportedLine[] = [];
  for await (const line of readAccounts(chunks(), format)) lines.push(line);
  return lines;
}

describe('NDJSON', () => {
  it('has an account in each line', async () => {
    expect(await read('\ufeff{"email":"a"}\r\n\n  \n{"email":"b"}', 'ndjson')).toEqual([
      { line: 1, fields: { email: 'a' } },
      { line: 4, fields: { email: 'b' } },
    ]);
    expect(await read('', 'ndjson')).toEqual([]);
  });

  it('tells what is none, and not what it is', async () => {
    const faults = await read('{"passwordHash":"$2b$secret\n[1]\nnull\n"text"\n{"email":"a"}\n', 'ndjson');
    expect(faults.map((line) => ('fault' in line ? line.fault : 'fine'))).toEqual([
      'is not JSON',
      'is no JSON object',
      'is no JSON object',
      'is no JSON object',
      'fine',
    ]);
    expect(JSON.stringify(faults)).not.toContain('secret');
  });

  it('is not read on where a line has no end', async () => {
    await expect(read('x'.repeat(1_100_000), 'ndjson', 65_536)).rejects.toThrow('Line 1 is longer');
  });
});

describe('CSV', () => {
  it('has names in the first line, and quotes around what needs them', async () => {
    const text = '\ufeffemail,displayName\r\na@b.c,"Ada, ""the"" first\r\nof all"\r\n\r\nd@e.f,\n"g@h.i","x"';
    for (const size of [1, 2, 7, 1000]) {
      expect(await read(text, 'csv', size)).toEqual([
        { line: 2, fields: { email: 'a@b.c', displayName: 'Ada, "the" first\r\nof all' } },
        { line: 5, fields: { email: 'd@e.f', displayName: '' } },
        { line: 6, fields: { email: 'g@h.i', displayName: 'x' } },
      ]);
    }
  });

  it('tells of lines with more or fewer cells', async () => {
    expect(await read('email,username\na\nb,c,d\n', 'csv')).toEqual([
      { line: 2, fault: 'has 1 cells instead of 2' },
      { line: 3, fault: 'has 3 cells instead of 2' },
    ]);
  });

  it('is not read where it cannot be understood', async () => {
    await expect(read('email,hash\na,b\n', 'csv')).rejects.toThrow('The first line must have the names');
    await expect(read('email,email\na,b\n', 'csv')).rejects.toThrow('each once');
    await expect(read('email\n"a\nb\n', 'csv')).rejects.toThrow(
      'The quotes that begin in line 2 are not closed',
    );
  });
});

it.each(['ndjson', 'csv'] as const)('what is written as %s is what is read', async (format) => {
  const account: AccountRecord = {
    id: '01a219c3-678f-7264-bc1e-4d4bdd41e506',
    email: 'ada@example.com',
    emailVerifiedAt: new Date('2026-01-01T00:00:00.001Z'),
    username: 'ada',
    displayName: 'Ada "A." L,\u00e9',
    locale: null,
    metadata: { tier: 'gold, "x"' },
    roles: ['admin', 'user'],
    isActive: true,
    mustChangePassword: false,
    createdAt: new Date('2026-01-01T00:00:00.000Z'),
    passwordHash: '$argon2id$v=19$m=1,t=2,p=3$a$b',
  };
  const renderer = new AccountRenderer(format, true);
  const text = renderer.head + renderer.render([account]);
  const [line] = await read(text, format);
  const fields = line !== undefined && 'fields' in line ? line.fields : {};
  expect(fields).toMatchObject({
    email: 'ada@example.com',
    emailVerifiedAt: '2026-01-01T00:00:00.001Z',
    displayName: account.displayName,
    passwordHash: account.passwordHash,
  });
  expect(new AccountRenderer(format, false).head).not.toContain('passwordHash');
});
