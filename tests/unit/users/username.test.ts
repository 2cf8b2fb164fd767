import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Username } from '#domain/users/username.js';

const refusal = (raw: string) => {
  try {
    Username.parse(raw);
    return null;
  } catch (error) {
    return (error as { code?: string }).code;
  }
};

describe('Username', () => {
  it.each([
    ['alice', 'alice'],
    ['Alice', 'alice'],
    ['a.l-i_c3', 'a.l-i_c3'],
    ['Дмитрий', 'дмитрий'],
    ['日本語', '日本語'],
    ['ゆかり山田カナ', 'ゆかり山田カナ'],
    ['a\u0331b.c', 'a\u0331b.c'],
    ['zoe\u0308', 'zo\u00eb'],
    ['a'.repeat(64), 'a'.repeat(64)],
  ])('parses %s to %s', (raw, canonical) => {
    expect(Username.parse(raw).value).toBe(canonical);
  });

  it.each([
    'ab',
    'a'.repeat(65),
    'a b c',
    ' alice',
    '.alice',
    '_alice',
    '-alice',
    'alice!',
    'ali/ce',
    'alice\0',
    'ali\u200dce',
    'ali\ufe0fce',
    'al\u0456ce',
    '\uff41lice',
    '\ud800lice',
    '<b>alice</b>',
    'alice\u0430',
    'αlice',
    'дмитрiй',
    'алісeнко',
    'ალice',
    'a.\u0301lice',
    'a-\u0301b',
  ])('refuses %j', (raw) => {
    expect(refusal(raw)).toBe('VALIDATION_ERROR');
  });

  it('REG-08 refuses what could be read as an email address', () => {
    expect(refusal('victim@ex.io')).toBe('VALIDATION_ERROR');
    expect(refusal('victim\uff20ex.io')).toBe('VALIDATION_ERROR');
  });

  it('INP-15 refuses invisible characters and bounds bytes as well as characters', () => {
    expect(refusal(`a${'\ufe0f'.repeat(5000)}`)).toBe('VALIDATION_ERROR');
    expect(refusal('𠀀'.repeat(64))).toBe(null);
    expect(refusal(`𠀀${'\u0301'.repeat(127)}`)).toBe('VALIDATION_ERROR');
  });

  it('has one canonical form', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 3, maxLength: 20 }), (raw) => {
        if (refusal(raw) !== null) return;
        const { value } = Username.parse(raw);
        expect(Username.parse(value).value).toBe(value);
      }),
      { numRuns: 2000 },
    );
  });
});
