import { availableParallelism } from 'node:os';
import { knownWordMinLength } from '#domain/auth/password-policy.js';
import { isLoopback } from '#infrastructure/configuration/insecure-urls.js';
import { InvalidValue, integer, list, oneOf, parsedText } from '#infrastructure/configuration/setting.js';
import { argon2Limits, bcryptLimits } from '#infrastructure/hashing/parameter-limits.js';
import { defineSettings } from '../define-settings.js';

/** ASVS 6.2.11, 6.2.12. */
export const passwordRuleSettings = defineSettings('New passwords', {
  breached: oneOf('BREACHED_PASSWORDS', ['off', 'range'], {
    default: 'off',
    meaning:
      'With `range` a new password is refused that is known from breaches of other services. What leaves the service is five ' +
      'hexadecimal digits of its SHA-1, which a thousand other known passwords share. Where nobody answers within a second, ' +
      'the password is accepted, with a warning in the log.',
    example: 'range',
  }),
  breachedUrl: parsedText('BREACHED_PASSWORDS_URL', parseRangeUrl, {
    default: 'https://api.pwnedpasswords.com/range/',
    meaning:
      'What the five digits are appended to: Have I Been Pwned, or a mirror that speaks its range protocol.',
    example: 'https://pwned.internal.example.com/range/',
    production: { check: refusePlaintext, rule: 'another machine without TLS (`https:`) is refused' },
  }),
  forbiddenWords: list('PASSWORD_FORBIDDEN_WORDS', parseWord, {
    meaning:
      'Words that an attacker would try here first, such as the names of your company and its products: a new password must ' +
      'not be made of them, as it must not be made of the names of its owner.',
    example: 'acme,rocket skates',
  }),
});

function parseRangeUrl(text: string): string {
  const url = URL.parse(text);
  if (url !== null && /^https?:$/.test(url.protocol) && !/[?#@\s]/.test(text) && text.endsWith('/'))
    return text;
  throw new InvalidValue(
    'must be an http or https URL that ends with /, without credentials, query and fragment',
  );
}

function refusePlaintext(text: string): void {
  const url = new URL(text);
  if (url.protocol === 'https:' || isLoopback(url)) return;
  throw new InvalidValue(
    'is open to whoever is on the way, which production refuses',
    'Begin it with `https:`.',
  );
}

function parseWord(item: string): string {
  if (item.length >= knownWordMinLength) return item;
  throw new InvalidValue(`must list words of at least ${knownWordMinLength} characters`);
}

/** Lower limits: OWASP Password Storage Cheat Sheet, ASVS 11.4.2. */
export const passwordSettings = defineSettings('Password hashing', {
  hasher: oneOf('PASSWORD_HASHER', ['argon2id', 'bcrypt'], {
    default: 'argon2id',
    meaning: 'For new hashes. Both are verified, and a hash of the other is replaced at the next login.',
    example: 'bcrypt',
  }),
  argon2MemoryKib: integer('ARGON2_MEMORY_KIB', {
    from: 19_456,
    to: argon2Limits.memoryKib,
    testFrom: 128,
    default: 19_456,
    unit: 'KiB',
    meaning: 'Memory of one argon2id hash.',
    example: 65_536,
  }),
  argon2Iterations: integer('ARGON2_ITERATIONS', {
    from: 2,
    to: argon2Limits.iterations,
    testFrom: 1,
    default: 2,
    unit: 'passes',
    meaning: 'Passes over the memory.',
    example: 3,
  }),
  argon2Parallelism: integer('ARGON2_PARALLELISM', {
    from: 1,
    to: argon2Limits.parallelism,
    default: 1,
    unit: 'lanes',
    meaning: 'Lanes of one hash.',
    example: 1,
  }),
  bcryptCost: integer('BCRYPT_COST', {
    from: 10,
    to: bcryptLimits.cost,
    testFrom: bcryptLimits.minCost,
    default: 12,
    meaning: 'Binary logarithm of the rounds.',
    example: 11,
  }),
  concurrency: integer('HASH_CONCURRENCY', {
    from: 1,
    to: 256,
    default: () => Math.min(availableParallelism(), 256),
    defaultText: 'as many as there are processors',
    unit: 'hashes',
    meaning: 'Hashes at a time, each in a thread.',
    example: 2,
  }),
  maxQueue: integer('HASH_QUEUE_MAX', {
    from: 0,
    to: 100_000,
    default: 500,
    unit: 'hashes',
    meaning: 'Hashes that may wait; the next is answered with 503.',
    example: 100,
  }),
  maxWaitMs: integer('HASH_QUEUE_MAX_WAIT_MS', {
    from: 10,
    to: 60_000,
    default: 2000,
    unit: 'ms',
    meaning: 'For a hash to begin; then 503.',
    example: 1000,
  }),
});

/** Failed logins (ASVS 6.3.1; NIST SP 800-63B §3.2.2). */
export const lockoutSettings = defineSettings('Lockout', {
  perAccountAndAddress: integer('LOCKOUT_PER_ACCOUNT_AND_ADDRESS', {
    from: 1,
    to: 1000,
    default: 10,
    unit: 'failures',
    meaning: 'Wrong passwords for one account from one address.',
    example: 5,
  }),
  perAddress: integer('LOCKOUT_PER_ADDRESS', {
    from: 1,
    to: 100_000,
    default: 100,
    unit: 'failures',
    meaning: 'Wrong passwords from one address, for whichever accounts.',
    example: 50,
  }),
  perAccount: integer('LOCKOUT_PER_ACCOUNT', {
    from: 1,
    to: 1000,
    default: 100,
    unit: 'failures',
    meaning:
      'Wrong passwords for one account from all addresses that its owner has not signed in from, and once more from those that are known.',
    example: 50,
  }),
  windowSeconds: integer('LOCKOUT_WINDOW_SECONDS', {
    from: 1,
    to: 86_400,
    default: 900,
    unit: 's',
    meaning: 'In which the failures of one address are counted together, from the first one on.',
    example: 3600,
  }),
  accountWindowSeconds: integer('LOCKOUT_ACCOUNT_WINDOW_SECONDS', {
    from: 1,
    to: 30 * 86_400,
    default: 86_400,
    unit: 's',
    meaning: 'In which the failures of one account are counted together, whatever the address.',
    example: 604_800,
  }),
});
