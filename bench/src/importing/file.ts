import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { kinds, type StoredHash } from './hashes.ts';

export interface ImportFile {
  readonly path: string;
  /** Lines of it with a fault, and the field that the report has to name: null for the whole line. */
  readonly faults: ReadonlyMap<number, string | null>;
  /** For each kind of hash, who has one of their own, and signs in. */
  readonly signers: Readonly<Record<string, readonly number[]>>;
}

/** Whose line is `index + 1`. */
export function emailOf(index: number): string {
  return `user${index}@import.example`;
}

export function passwordOf(index: number): string {
  return `correct horse battery ${index}`;
}

/** What is planted, in turns: the field that is at fault, and how. */
const faults: readonly [field: string | null, plant: (line: string) => string][] = [
  [null, (line) => line.slice(0, -20)],
  ['email', (line) => line.replace(/user\d+@import/, 'import')],
  ['passwordHash', (line) => line.replace(/"passwordHash":"[^"]*"/, '"passwordHash":"correct horse"')],
  ['roles', (line) => line.replace('{', '{"roles":["emperor"],')],
  ['createdAt', (line) => line.replace('"2020-', '"3020-')],
  ['colour', (line) => line.replace('{', '{"colour":"red",')],
  // The first two lines have no faults.
  ['email', (line) => line.replace(/user\d+@import/, 'user0@import')],
  ['username', (line) => line.replace(/"import-\d+"/, '"import-1"')],
];

/**
 * Accounts with hashes of each kind in turns. The first `signing` of each kind have one of their own, spread over the whole
 * file; the others share one.
 */
export async function writeImportFile(
  path: string,
  { users, faulty, signing }: { users: number; faulty: number; signing: number },
  progress: (written: number) => void,
): Promise<ImportFile> {
  const names = Object.keys(kinds);
  const planted = new Map<number, string | null>();
  const signers: Record<string, number[]> = Object.fromEntries(names.map((name) => [name, []]));
  const shared = Object.fromEntries(names.map((name) => [name, kinds[name]?.('of nobody') as StoredHash]));
  const everyFault = Math.floor((users - 2) / faulty);
  const everySigner = Math.max(1, Math.floor(users / (names.length * (signing + 1))));
  const faultAt = (index: number) =>
    index >= 2 && (index - 2) % everyFault === everyFault - 1 && planted.size < faulty
      ? faults[planted.size % faults.length]
      : undefined;
  async function* lines() {
    let chunk = '';
    for (let index = 0; index < users; index += 1) {
      const name = names[index % names.length] as string;
      const own = signers[name] as number[];
      const fault = faultAt(index);
      const isSigner =
        fault === undefined && Math.floor(index / names.length) % everySigner === 0 && own.length < signing;
      if (isSigner) own.push(index);
      const line = JSON.stringify({
        email: emailOf(index),
        emailVerified: true,
        username: `import-${index}`,
        displayName: `Import ${index}`,
        createdAt: '2020-02-03T04:05:06Z',
        ...(isSigner ? kinds[name]?.(passwordOf(index)) : shared[name]),
      });
      if (fault !== undefined) planted.set(index + 1, fault[0]);
      chunk += `${fault === undefined ? line : fault[1](line)}\n`;
      if (chunk.length < 1_000_000) continue;
      yield chunk;
      chunk = '';
      progress(index);
    }
    yield chunk;
  }
  await pipeline(lines, createWriteStream(path, { mode: 0o600 }));
  return { path, faults: planted, signers };
}
