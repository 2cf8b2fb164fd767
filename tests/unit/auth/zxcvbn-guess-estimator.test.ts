import { describe, expect, it } from 'vitest';
import { ZxcvbnGuessEstimator } from '#infrastructure/zxcvbn/auth/zxcvbn-guess-estimator.js';

const estimator = new ZxcvbnGuessEstimator();
const guesses = (password: string, known: readonly string[] = []) => estimator.guesses(password, known);

describe('the estimate of guesses', () => {
  it('is low for what is on lists, spelled otherwise, in a row, repeated or known', () => {
    for (const password of [
      'password',
      'Passw0rd!',
      'qwertyuiop[]',
      'abcdefgh',
      'aaaaaaaaaaaa',
      '😀'.repeat(8),
    ]) {
      expect(guesses(password), password).toBeLessThan(20_000);
    }
    expect(guesses('zyxoria-2026', ['zyxoria'])).toBeLessThan(guesses('zyxoria-2026') / 100);
  });

  it('is high for words and characters by chance', () => {
    for (const password of ['correct horse battery', 'кошка на крыше', 'xk2m9vq7tz']) {
      expect(guesses(password), password).toBeGreaterThan(1e8);
    }
  });

  it('does not go by the end of what is long', () => {
    const long = 'violet canyon otter '.repeat(3);
    expect(guesses(`${long}${'p@$$1!|0'.repeat(100)}`)).toBe(guesses(long.slice(0, 50)));
  });
});
