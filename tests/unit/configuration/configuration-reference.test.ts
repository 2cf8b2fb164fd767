import { describe, expect, it } from 'vitest';
import { referencePages } from '#composition/reference.js';
import { allSettings, features, loadConfig } from './load-config.js';

const pages = await referencePages(features);

describe('the configuration reference', () => {
  const reference = pages['configuration.md'] as string;
  const rowOf = (name: string) => reference.split('\n').find((line) => line.startsWith(`| \`${name}\` |`));

  it('has one complete row for each variable', () => {
    for (const { variable, documentation } of allSettings) {
      const row = rowOf(variable) as string;
      expect(row).toContain(documentation.meaning);
      expect(row.split(/(?<!\\)\|/), variable).toHaveLength(7);
      expect(row).not.toMatch(/undefined|\[object|NaN/);
      expect(documentation.meaning.length).toBeGreaterThan(10);
    }
  });

  it('tells defaults, ranges, units and what production needs', () => {
    expect(rowOf('PORT')).toContain('| `3000` | 0 to 65535 |');
    expect(rowOf('BODY_LIMIT_BYTES')).toContain('1024 to 10485760 bytes');
    expect(rowOf('DATABASE_URL')).toContain('required in production');
    expect(rowOf('RATE_LIMIT_LOGIN')).toContain('`600/60`');
    expect(rowOf('ARGON2_MEMORY_KIB')).toContain('19456 to 1048576 KiB');
    expect(rowOf('SESSION_IDLE_SECONDS')).toContain('60 to `SESSION_ABSOLUTE_SECONDS` s');
  });

  it('gives examples that are valid', () => {
    const examples = allSettings
      .map(({ variable, documentation }) => [variable, String(documentation.example)] as const)
      .filter(([, example]) => !example.includes('<'));
    expect(() =>
      loadConfig({
        ...Object.fromEntries(examples),
        ENCRYPTION_KEY: 'k1:q83vASNFZ4mrze8BI0VniavN7wEjRWeJq83vASNFZ4k=',
        NODE_ENV: 'test',
      }),
    ).not.toThrow();
  });
});
