import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FeatureSet } from '#composition/feature-set.js';
import { builtInFeatures } from '#composition/features.js';
import { referencePages } from '#composition/reference.js';

const root = join(import.meta.dirname, '../../..');
const features = new FeatureSet(builtInFeatures);
const pages = await referencePages(features);
const reference = pages['configuration.md'] as string;

describe('the reference', () => {
  it.each(Object.entries(pages))('%s is the one that the features generate', (name, text) => {
    const path = name === '.env.example' ? join(root, name) : join(root, 'docs', name);
    expect(readFileSync(path, 'utf8')).toBe(text);
  });

  it('has the defaults that docs/operations.md tells', () => {
    const operations = readFileSync(join(root, 'docs/operations.md'), 'utf8');
    const limits = operations.matchAll(/^\| [^|]+ \| (`[\d/]+`) \| `([A-Z_]+)` \|$/gm);
    const told = [...limits].map(([, limit, variable]) => [variable, limit]);
    const defaultOf = (variable = '') =>
      reference.split(`\n| \`${variable}\` | `)[1]?.split('\n')[0]?.split(' | ')[1];
    expect(told.length).toBeGreaterThan(10);
    expect(told.map(([variable]) => [variable, defaultOf(variable)])).toEqual(told);
  });

  it('tells every error and event', () => {
    for (const { code } of features.gather('errors')) expect(pages['errors.md']).toContain(`\`${code}\``);
    for (const { eventName } of features.gather('events')) {
      expect(pages['events.md']).toContain(`\`${eventName}\``);
    }
  });
});
