import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const page = readFileSync(join(import.meta.dirname, '../../docs/extending.md'), 'utf8');
const example = readdirSync(import.meta.dirname).filter((name) => name.startsWith('hand-over'));

describe('docs/extending.md', () => {
  it.each(example)('shows %s as it is', (name) => {
    const source = readFileSync(join(import.meta.dirname, name), 'utf8');
    expect(page).toContain(`\`\`\`ts\n${source}\`\`\``);
  });
});
