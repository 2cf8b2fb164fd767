import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { importsOf, readSources } from '../architecture/imports.js';
import { forbiddenImports } from '../architecture/rules.js';

const folder = 'tests/extending/';
const page = readFileSync(join(import.meta.dirname, '../../docs/extending.md'), 'utf8');
/** Where the files belong in a service, and what is in them. */
const example = new Map(
  [...readSources(folder)]
    .map(([path, source]) => [path.slice(folder.length), source] as const)
    .filter(([path]) => path.includes('hand-over'))
    .map(([path, source]) => [path.startsWith('src/') ? path : `tests/unit/${path}`, source]),
);

describe('docs/extending.md', () => {
  it.each([...example])('shows %s as it is, and where it belongs', (place, source) => {
    const [, section = ''] = page.split(`\n\`${place}\``);
    const [, code = ''] = /```ts\n(.*?)```/s.exec(section) ?? [];
    expect(code).toBe(source);
  });

  it('keeps to the architecture', () => {
    const sources = new Map([...example].filter(([place]) => place.startsWith('src/')));
    expect(sources.size).toBe(3);
    expect(forbiddenImports(importsOf(sources))).toEqual([]);
  });
});
