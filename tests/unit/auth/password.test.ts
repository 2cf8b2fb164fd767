import { describe, expect, it } from 'vitest';
import { Password } from '#domain/auth/password.js';
import { PasswordPolicy } from '#domain/auth/password-policy.js';
import { DisplayName } from '#domain/users/display-name.js';
import { Email } from '#domain/users/email.js';
import { Username } from '#domain/users/username.js';
import { ZxcvbnGuessEstimator } from '#infrastructure/zxcvbn/auth/zxcvbn-guess-estimator.js';

const codeOf = (act: () => unknown) => {
  try {
    act();
    return null;
  } catch (error) {
    return (error as { code?: string }).code;
  }
};

describe('Password', () => {
  it('is NFKC and otherwise exactly what was typed', () => {
    expect(Password.parse('  Ame\u0301lie \ufb01 ').value).toBe('  Am\u00e9lie fi ');
  });

  it('PWD-03 refuses NUL', () => {
    expect(codeOf(() => Password.parse('abc\0SECRETSECRET'))).toBe('VALIDATION_ERROR');
  });

  it('PWD-04 refuses lone surrogates', () => {
    expect(codeOf(() => Password.parse('\ud800password-one'))).toBe('VALIDATION_ERROR');
    expect(codeOf(() => Password.parse('password-one\udc00'))).toBe('VALIDATION_ERROR');
  });

  it('PWD-06 refuses more than 1,024 bytes', () => {
    expect(codeOf(() => Password.parse('a'.repeat(1024)))).toBe(null);
    expect(codeOf(() => Password.parse('a'.repeat(1025)))).toBe('VALIDATION_ERROR');
    expect(codeOf(() => Password.parse('😀'.repeat(256)))).toBe(null);
    expect(codeOf(() => Password.parse('😀'.repeat(257)))).toBe('VALIDATION_ERROR');
    expect(codeOf(() => Password.parse('a'.repeat(1_000_000)))).toBe('VALIDATION_ERROR');
  });

  it('PWD-15 does not show itself', () => {
    const password = Password.parse('correct horse battery');
    expect(JSON.stringify({ password })).not.toContain('horse');
    expect(Object.values(password)).toEqual([]);
  });
});

describe('PasswordPolicy', () => {
  const policy = new PasswordPolicy(new ZxcvbnGuessEstimator());
  const owner = { email: Email.parse('alice.smith@acme-corp.com'), username: Username.parse('wonderland') };
  const check = (raw: string) => codeOf(() => policy.check(Password.parse(raw), owner));

  it.each([
    'correct horse',
    'кошка на крыше',
    '😀🐈🌵🎻🚲🍋🧊🪁',
    'violet canyon otter '.repeat(51),
    'alice-has-a-long-tail',
  ])('accepts %j: no composition rules', (raw) => {
    expect(check(raw)).toBe(null);
  });

  it.each([
    'short12',
    '😀🐈🌵🎻🚲🍋🧊',
    'Password1',
    'ILOVEYOU',
    'Password123456789',
    'Passw0rd!',
    'abcdefgh',
    'aaaaaaaaaaaa',
    'changeme123',
    'gatehouse123',
    '        ',
    'a'.repeat(1024),
  ])('refuses the short or easily guessed %j', (raw) => {
    expect(check(raw)).toBe('WEAK_PASSWORD');
  });

  it.each([
    'alice.smith@acme-corp.com',
    'Alice.Smith',
    'wonderland',
    'WONDERLAND1',
    'wonderland2026',
    'alicesmith',
    'smith-alice',
    'acme-corp!',
    'wonderland123456',
    'alicealicealice',
  ])('refuses %j, made of the names of its owner', (raw) => {
    expect(check(raw)).toBe('WEAK_PASSWORD');
  });

  it.each(['rocketskates', 'Acme-Skates', 'ACMEACMEACME', 'acme2026', 'rocket skates', 'ｓｋａｔｅｓ１２３'])(
    'refuses %j, made of words of those who run the service (ASVS 6.2.11)',
    (raw) => {
      const strict = new PasswordPolicy(new ZxcvbnGuessEstimator(), ['acme', 'Rocket Skates']);
      expect(codeOf(() => strict.check(Password.parse(raw), owner))).toBe('WEAK_PASSWORD');
    },
  );

  it.each(['zoë-o’neill', 'Neill Zoë 1', 'ZoëZoëZoë'])(
    'refuses %j, made of the name that is shown',
    (raw) => {
      const shown = { ...owner, displayName: DisplayName.parse('Zoë O’Neill') };
      expect(codeOf(() => policy.check(Password.parse(raw), shown))).toBe('WEAK_PASSWORD');
    },
  );

  it('takes neither another word nor another name for one of those', () => {
    const strict = new PasswordPolicy(new ZxcvbnGuessEstimator(), ['acme']);
    const shown = { ...owner, displayName: DisplayName.parse('Zoë O’Neill') };
    expect(codeOf(() => strict.check(Password.parse('acme violet canyon otter'), shown))).toBe(null);
    expect(codeOf(() => strict.check(Password.parse('correct horse'), { ...owner, displayName: null }))).toBe(
      null,
    );
  });

  it('names the field and says what to do', () => {
    expect(() => policy.check(Password.parse('short'), owner, 'newPassword')).toThrow(
      expect.objectContaining({
        details: [{ field: 'newPassword', message: 'must have at least 8 characters' }],
      }),
    );
  });
});
