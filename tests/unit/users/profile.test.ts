import { describe, expect, it } from 'vitest';
import { DisplayName } from '#domain/users/display-name.js';
import { Locale } from '#domain/users/locale.js';
import { parseMetadata } from '#domain/users/metadata.js';

describe('a display name', () => {
  it.each([
    ['  Ada Lovelace ', 'Ada Lovelace'],
    ['Jo\u0308rg', 'Jörg'],
    ['王小明', '王小明'],
    ['🦉'.repeat(100), '🦉'.repeat(100)],
  ])('%j is %j', (raw, value) => {
    expect(DisplayName.parse(raw).value).toBe(value);
  });

  it.each([
    '',
    '   ',
    'a'.repeat(101),
    'Ada\r\nBcc: eve@evil.example',
    'Ada\u2028',
    'abc\u202Ecod.exe',
    'bell\u0007',
    '\ud800',
    '\u200b\u2060',
    '\u3164',
    '\u2800',
  ])('%j is none', (raw) => {
    expect(() => DisplayName.parse(raw)).toThrow(expect.objectContaining({ code: 'VALIDATION_ERROR' }));
  });
});

describe('a locale', () => {
  it.each([
    ['de', 'de'],
    ['DE-at', 'de-AT'],
    ['zh-hant-tw', 'zh-Hant-TW'],
  ])('%j is %j', (raw, value) => {
    expect(Locale.parse(raw).value).toBe(value);
  });

  it.each(['', 'german!', 'de_AT', '../../etc/passwd', `x-${'a'.repeat(40)}`, 'de\r\n'])(
    '%j is none',
    (raw) => {
      expect(() => Locale.parse(raw)).toThrow(expect.objectContaining({ code: 'VALIDATION_ERROR' }));
    },
  );
});

describe('metadata', () => {
  it('has at most 4 KiB as JSON, in bytes', () => {
    expect(parseMetadata({ note: 'a'.repeat(4_085) })).toEqual({ note: 'a'.repeat(4_085) });
    expect(() => parseMetadata({ note: 'ä'.repeat(2_048) })).toThrow(
      expect.objectContaining({ code: 'VALIDATION_ERROR' }),
    );
  });
});
