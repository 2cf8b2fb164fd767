import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { readDotEnv } from '#infrastructure/configuration/dot-env.js';
import { OperatorError } from '#infrastructure/operator-error.js';

const variable = 'GATEHOUSE_DOT_ENV_TEST';

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'gatehouse-dot-env-'));
  onTestFinished(() => {
    rmSync(path, { recursive: true });
    delete process.env[variable];
    vi.unstubAllEnvs();
  });
  vi.stubEnv('NODE_ENV', 'development');
  return path;
}

function write(): string {
  const path = join(folder(), '.env');
  writeFileSync(path, `${variable}=from the file\n`);
  return path;
}

describe('.env', () => {
  it('is read in development', () => {
    readDotEnv(write());
    expect(process.env[variable]).toBe('from the file');
  });

  it('never overrides the environment', () => {
    const path = write();
    process.env[variable] = 'given';
    readDotEnv(path);
    expect(process.env[variable]).toBe('given');
  });

  it.each(['production', 'test'])('is not looked at where NODE_ENV is %s', (NODE_ENV) => {
    const path = write();
    vi.stubEnv('NODE_ENV', NODE_ENV);
    readDotEnv(path);
    expect(process.env[variable]).toBeUndefined();
  });

  it('need not be there, but must be readable', () => {
    const path = folder();
    readDotEnv(join(path, '.env'));
    mkdirSync(join(path, '.env'));
    expect(() => readDotEnv(join(path, '.env'))).toThrow(OperatorError);
  });
});
