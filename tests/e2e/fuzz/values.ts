import fc from 'fast-check';
import { password } from '#testing/e2e-service.js';
import { anyText } from '../../support/any-text.js';
import type { Schema } from './operations.js';

/** Stand for what is known only when the request is sent; see `Crew.resolve`. */
export const ids = ['«user»', '«moderator»', '«admin»', '«session»'] as const;

const nasties = [
  '',
  ' ',
  '\0',
  'a\0b',
  '\ud800',
  'a\udc00b',
  '\ufeffa',
  '\ufffe',
  '\u202eevil',
  'ﷺ'.repeat(40),
  `a${'\ufe0f'.repeat(200)}`,
  `e${'\u0301'.repeat(100)}`,
  'ı@ex.example',
  'K',
  'a＠b.example',
  '\r\nX-Injected: 1',
  '\u0085\u2028\u2029',
  "' OR '1'='1",
  '"; DROP TABLE users; --',
  '%00',
  '%s%n',
  '{{7*7}}',
  '../../etc/passwd',
  '__proto__',
  'constructor',
  'null',
  'undefined',
  'NaN',
  '-1',
  '1e309',
  '9007199254740993',
  '0x10',
  'x'.repeat(300),
  'x'.repeat(2_000),
  '🏳️‍🌈'.repeat(30),
  'a@b.c',
  'A@EXAMPLE.COM',
  'x@xn--.example',
  'x@[::1]',
  '2026-02-30',
  '2026-01-01T00:00:00Z',
  '-271821-04-20T00:00:00Z',
  '99999-01-01',
] as const;

export const nastyString = fc.oneof(
  fc.constantFrom(...nasties),
  anyText(40),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.string({ maxLength: 40 }),
  fc.array(fc.nat(0xffff), { maxLength: 12 }).map((units) => String.fromCharCode(...units)),
);

const nastyNumber = fc.oneof(
  fc.constantFrom(0, -0, -1, 2 ** 31, 2 ** 53, 1e308, 5e-324, 0.1),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);

export const nastyValue: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: nastyString },
  { weight: 2, arbitrary: nastyNumber },
  { weight: 2, arbitrary: fc.constantFrom(null, true, false, [], {}, [null], [[]], { $ne: '' }) },
  { weight: 1, arbitrary: fc.array(nastyString, { maxLength: 4 }) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
);

const serial = fc.nat(400);

/** What a client would send by the name of a field; everything else follows from its schema. */
const byName: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  email: fc.oneof(
    fc.constant('«email»'),
    serial.map((number) => `fuzz${number}@example.com`),
  ),
  username: fc.oneof(
    fc.constant('«username»'),
    serial.map((number) => `fuzz${number}`),
  ),
  password: fc.constantFrom(password, password, 'another good phrase', 'short', 'password1'),
  currentPassword: fc.constantFrom(password, 'a wrong password'),
  newPassword: fc.constantFrom(password, 'another good phrase'),
  refreshToken: fc.constantFrom('«refresh»', 'ghr_none'),
  cursor: fc.constantFrom('', 'WyJjcmVhdGVkQXQiLCIyMDI2LTAxLTAxVDAwOjAwOjAwLjAwMFoiLCIwIl0'),
};

export function likelyValue(name: string, schema: Schema): fc.Arbitrary<unknown> {
  const known = byName[name];
  if (known !== undefined) return known;
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  if (schema.anyOf !== undefined || schema.format?.startsWith('date')) {
    return fc.constantFrom('2026-03-14', '2026-03-14T09:26:53Z', '2100-01-01');
  }
  if (schema.format === 'uuid') return fc.oneof(fc.constantFrom(...ids), fc.uuid());
  if (type === 'integer') return fc.integer({ min: schema.minimum ?? 0, max: schema.maximum ?? 1_000 });
  if (type === 'boolean') return fc.boolean();
  if (type === 'array') return fc.array(likelyValue('', schema.items ?? {}), { maxLength: 3 });
  const [example] = schema.examples ?? [];
  return example === undefined ? fc.string({ maxLength: 20 }) : fc.constant(example);
}
