import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const tests = join(import.meta.dirname, '../..');

/** What is tried against the service: each id is in the name of a test. */
const covered = [
  'AUT-04 AUT-05 AUT-06 AUT-07 AUT-08 AUT-11 AUT-16',
  'INP-06 INP-07 INP-10 INP-12 INP-13 INP-14 INP-15 INP-16 INP-17 INP-19 INP-22 INP-25 INP-26 INP-28',
  'JWT-02 JWT-04 JWT-05 JWT-06 JWT-08 JWT-09 JWT-13',
  'MFA-01 MFA-02 MFA-04 MFA-05 MFA-06 MFA-12 MFA-13 MFA-14',
  'OPS-01 OPS-03',
  'PWD-03 PWD-04 PWD-06 PWD-07 PWD-08 PWD-09 PWD-14 PWD-15',
  'RAC-02 RAC-05 RAC-06 RAC-07',
  'REG-02 REG-03 REG-04 REG-08 REG-10 REG-11 REG-12 REG-14 REG-20',
  'RST-07 RST-09 RST-10 RST-11 RST-13 RST-14 RST-15 RST-16',
  'SES-01 SES-03 SES-04 SES-06 SES-09 SES-11',
].flatMap((ids) => ids.split(' '));

/** What there is nothing to attack with yet. Whoever adds the feature adds the tests. */
const withoutFeature: Readonly<Record<string, readonly string[]>> = {
  'OAuth and device codes': ['AUT-17', 'AUT-18'],
  'identities from elsewhere': ['REG-17'],
  'sender-constrained tokens': ['SES-13'],
  passkeys: ['WAN-03', 'WAN-06', 'WAN-07', 'WAN-08'],
  'a test of the supply chain, which belongs to the pipeline': ['OPS-05'],
};

/** The texts of all string literals with an id, which only names of tests have. */
function namesOfTests(): string {
  const sources = globSync('**/*.test.ts', { cwd: tests })
    .filter((path) => !path.endsWith('coverage.test.ts'))
    .map((path) => readFileSync(join(tests, path), 'utf8'));
  return sources.flatMap((source) => source.match(/(['"`]).*?[A-Z]{3}-\d\d.*?\1/g) ?? []).join('\n');
}

it.each(covered)('%s is tried', (id) => {
  expect(namesOfTests()).toMatch(new RegExp(`\\b${id}\\b`));
});

it('an attack is either tried or has nothing to attack', () => {
  const waiting = Object.values(withoutFeature).flat();
  const all = [...covered, ...waiting];
  expect(new Set(all).size).toBe(all.length);
  for (const id of waiting) expect(namesOfTests(), id).not.toMatch(new RegExp(`\\b${id}\\b`));
});
