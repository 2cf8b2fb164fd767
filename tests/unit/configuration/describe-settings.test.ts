import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { describeSettings } from '#infrastructure/configuration/describe-settings.js';
import { integer, text } from '#infrastructure/configuration/setting.js';

const folder = mkdtempSync(join(tmpdir(), 'gatehouse-settings-'));
afterAll(() => rmSync(folder, { recursive: true }));

const settings = [
  integer('PORT', { from: 1, to: 65_535, default: 3000, meaning: '', example: 1 }),
  text('NAME', { meaning: '', example: '' }),
  text('SECRET', { meaning: '', example: '', isSecret: true }),
  text('OTHER_SECRET', { meaning: '', example: '', isSecret: true }),
];

it('tells where each value comes from, and no secret', () => {
  writeFileSync(join(folder, '.env'), 'NAME=from-file\nPORT=1\n');
  const environment = { NAME: 'from-file', PORT: '2', SECRET: 'canary', OTHER_SECRET_FILE: '/nowhere' };
  expect(describeSettings(settings, environment, folder)).toEqual([
    { variable: 'PORT', value: '2', source: 'environment' },
    { variable: 'NAME', value: 'from-file', source: '.env' },
    { variable: 'SECRET', value: '********', source: 'environment' },
    { variable: 'OTHER_SECRET', value: '********', source: 'secret file' },
  ]);
  expect(describeSettings(settings, {}, folder)).toEqual([
    { variable: 'PORT', value: '3000', source: 'default' },
    { variable: 'NAME', value: null, source: 'default' },
    { variable: 'SECRET', value: null, source: 'default' },
    { variable: 'OTHER_SECRET', value: null, source: 'default' },
  ]);
});
