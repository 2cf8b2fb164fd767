import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../../..');
const folder = join(root, 'tests/extending');
const page = readFileSync(join(root, 'docs/extending.md'), 'utf8');
const files = globSync(['src/**/*.ts', 'migrations/*.ts', 'tests/**/*.ts', '*.{ts,json}', 'Dockerfile'], {
  cwd: folder,
  exclude: ['package-lock.json'],
});

interface Block {
  /** Named last before it. */
  readonly path: string | undefined;
  readonly code: string;
}

/** What is to be typed into a file, which is not what is to be typed into a terminal. */
function blocksOf(text: string): readonly Block[] {
  return [...text.matchAll(/^```(ts|json|dockerfile)\n(.*?)^```$/gms)].map((match) => {
    const named = [...text.slice(0, match.index).matchAll(/`([^`\n]+)`/g)].map(([, name = '']) => name);
    return { path: named.findLast((name) => files.includes(name)), code: match[2] ?? '' };
  });
}

/** Whether the parts of the block, between which `// …` stands for what is left out, follow each other in the file. */
function isExcerpt(code: string, source: string): boolean {
  let from = 0;
  return code.split(/^ *\/\/ …\n/m).every((part) => {
    const text = part.replace(/^\n+|\n+$/g, '');
    const at = `\n${source}`.indexOf(`\n${text}\n`, from);
    from = at + text.length;
    return at !== -1;
  });
}

const blocks = blocksOf(page);

describe('docs/extending.md', () => {
  it.each(blocks.map(({ path, code }) => [path, code]))('shows %s as it is', (path, code) => {
    expect(path).toBeDefined();
    const source = readFileSync(join(folder, path as string), 'utf8');
    expect(isExcerpt(code as string, source), code).toBe(true);
  });

  it('shows or names every file', () => {
    expect(files.length).toBeGreaterThan(25);
    expect(blocks.length).toBeGreaterThan(20);
    expect(files.filter((file) => !page.includes(`\`${file}\``))).toEqual([]);
  });

  it('is compared: a line that differs, is missing or stands elsewhere is found', () => {
    const source = 'one\ntwo\nthree\nfour\n';
    expect(isExcerpt('one\n\n// …\n\nfour\n', source)).toBe(true);
    for (const code of ['one\n2\n', 'one\nthree\n', 'four\n\n// …\n\none\n', 'tw\n']) {
      expect(isExcerpt(code, source)).toBe(false);
    }
  });
});
