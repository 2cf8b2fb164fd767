import { describe, expect, it } from 'vitest';
import { ConfigurationError } from '#infrastructure/configuration/configuration-error.js';
import { findMisspelt } from '#infrastructure/configuration/misspelt-variables.js';
import { allSettings, loadConfig } from './load-config.js';

const nearestOf = (name: string) => findMisspelt(allSettings, { [name]: 'canary' })[0]?.nearest;

describe('a variable that is no setting', () => {
  it.each([
    ['PROT', 'PORT'],
    ['DATABSE_URL', 'DATABASE_URL'],
    ['DATABASE_URI', 'DATABASE_URL'],
    ['ENCRYPTION_KEYS', 'ENCRYPTION_KEY'],
    ['DATABASE_URL_FLIE', 'DATABASE_URL_FILE'],
    ['Port', 'PORT'],
    ['RATE_LIMIT_LOGN', 'RATE_LIMIT_LOGIN'],
  ])('%s is taken for %s', (name, nearest) => {
    expect(nearestOf(name)).toBe(nearest);
  });

  it.each([
    'HOME',
    'PATH',
    'PWD',
    'USER',
    'LANG',
    'HOSTNAME',
    'SHELL',
    'LOGNAME',
    'PGHOST',
    'PGPORT',
    'MAIL',
    'TERM',
  ])('%s is left alone', (name) => {
    expect(nearestOf(name)).toBeUndefined();
  });

  it('is left alone where it is a setting, from a file or not', () => {
    const environment = { PORT: '1', DATABASE_URL: 'a', ENCRYPTION_KEY_FILE: 'b' };
    expect(findMisspelt(allSettings, environment)).toEqual([]);
  });

  it('is named beside what is wrong, and its value is not', () => {
    const load = () => loadConfig({ NODE_ENV: 'production', DATABSE_URL: 'canary' });
    expect(load).toThrow(ConfigurationError);
    expect(load).toThrow('DATABSE_URL is no setting. Do you mean DATABASE_URL?');
    expect(load).not.toThrow('canary');
  });
});
