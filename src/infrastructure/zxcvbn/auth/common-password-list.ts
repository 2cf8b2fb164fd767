import { createRequire } from 'node:module';
import type { CommonPasswords } from '#domain/auth/password-policy.js';

/** Shorter ones are no password by themselves, nor what is left of one without the names in it. */
const minLength = 6;

/**
 * The passwords of zxcvbn's list, some 43,000. They are read at the first question (35 ms, 5 MB), so that they
 * delay neither the start nor a process that never sets a password.
 */
export class CommonPasswordList implements CommonPasswords {
  #passwords: ReadonlySet<string> | null = null;

  has(password: string): boolean {
    this.#passwords ??= readList();
    return this.#passwords.has(password);
  }
}

function readList(): ReadonlySet<string> {
  const require = createRequire(import.meta.url);
  const { dictionary }: typeof import('@zxcvbn-ts/language-common') = require('@zxcvbn-ts/language-common');
  const long = dictionary['passwords-common'].filter((password) => password.length >= minLength);
  return new Set(long.map((password) => password.toLowerCase()));
}
