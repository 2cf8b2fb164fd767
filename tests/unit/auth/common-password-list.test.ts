import { describe, expect, it } from 'vitest';
import { CommonPasswordList } from '#infrastructure/zxcvbn/auth/common-password-list.js';

const list = new CommonPasswordList();

describe('the common passwords', () => {
  it.each(['password', '12345678', 'qwertyuiop', 'iloveyou', 'monkey'])('have %s', (password) => {
    expect(list.has(password)).toBe(true);
  });

  it.each(['correct horse battery', 'xk2m9vq7tz', '', '1234'])('do not have %j', (password) => {
    expect(list.has(password)).toBe(false);
  });
});
