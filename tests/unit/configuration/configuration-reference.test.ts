import { describe, expect, it } from 'vitest';
import { renderConfigurationReference } from '#infrastructure/configuration/configuration-reference.js';
import { loadConfig } from '#infrastructure/configuration/load-config.js';
import { configurationSchema, describeVariables } from '#infrastructure/configuration/schema.js';

describe('the configuration reference', () => {
  const reference = renderConfigurationReference();
  const rowOf = (name: string) => reference.split('\n').find((line) => line.startsWith(`| \`${name}\` |`));

  it('has one complete row for each variable', () => {
    for (const { name, description } of describeVariables()) {
      const row = rowOf(name) as string;
      expect(row).toContain(description);
      expect(row.split(/(?<!\\)\|/), name).toHaveLength(7);
      expect(row).not.toMatch(/undefined|\[object|NaN/);
    }
  });

  it('tells defaults, ranges, units and what production needs', () => {
    expect(rowOf('PORT')).toContain('| `3000` | 0 to 65535 |');
    expect(rowOf('BODY_LIMIT_BYTES')).toContain('1024 to 10485760 bytes');
    expect(rowOf('DATABASE_URL')).toContain('required in production');
    expect(rowOf('RATE_LIMIT_LOGIN')).toContain('`600/60`');
    expect(rowOf('ARGON2_MEMORY_KIB')).toContain('19456 to 1048576 KiB');
  });

  it('gives examples that are valid', () => {
    const examples = describeVariables().filter(({ example }) => !example.includes('<'));
    const environment = Object.fromEntries(examples.map(({ name, example }) => [name, example]));
    expect(() =>
      loadConfig({
        ...environment,
        ENCRYPTION_KEY: 'k1:q83vASNFZ4mrze8BI0VniavN7wEjRWeJq83vASNFZ4k=',
        NODE_ENV: 'test',
      }),
    ).not.toThrow();
  });

  it('describes every variable of the schema with a meaning, an example and a group', () => {
    const names = Object.keys(configurationSchema.describe().keys as object);
    expect(describeVariables().map(({ name }) => name)).toEqual(names);
    for (const { description, example, meta } of describeVariables()) {
      expect(description.length).toBeGreaterThan(10);
      expect(example).not.toBe('undefined');
      expect(meta.group).toBeDefined();
    }
  });
});
