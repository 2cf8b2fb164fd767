import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../../..');
const pages = ['docs/README.md', ...globSync('docs/guides/*.md', { cwd: root })];
const linksOf = (page: string) =>
  [...readFileSync(join(root, page), 'utf8').matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)]
    .map(([, target]) => target as string)
    .filter((target) => !/^https?:/.test(target));

describe('the documentation', () => {
  it.each(pages)('%s has no link that leads nowhere', (page) => {
    const broken = linksOf(page).filter((target) => !existsSync(join(root, dirname(page), target)));
    expect(broken).toEqual([]);
  });

  it('has every page in its index', () => {
    const named = new Set(linksOf('docs/README.md'));
    const all = globSync(['*.md', 'guides/*.md'], { cwd: join(root, 'docs') });
    expect(all.filter((page) => page !== 'README.md' && !named.has(page))).toEqual([]);
  });
});
