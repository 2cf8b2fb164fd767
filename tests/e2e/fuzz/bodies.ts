import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import type { Body, Operation } from './operations.js';
import { likelyValue, nastyString, nastyValue } from './values.js';

export interface FuzzBody {
  readonly text: string;
  readonly encoding: 'utf8' | 'latin1' | 'utf16le';
  readonly isGzipped: boolean;
  readonly contentType: string | null;
}

export function bytesOf({ text, encoding, isGzipped }: FuzzBody): Buffer {
  const bytes = Buffer.from(text, encoding);
  return isGzipped ? gzipSync(bytes) : bytes;
}

/** As the schema wants it, but for some fields. */
function likelyObject({ properties, required }: Body): fc.Arbitrary<string> {
  const fields = Object.entries(properties).map(
    ([name, schema]) => [name, likelyValue(name, schema)] as const,
  );
  const names = fields.map(([name]) => name);
  const good = fc.record(Object.fromEntries(fields), { requiredKeys: [...required] });
  const some = fc.record(Object.fromEntries(fields), { requiredKeys: [] });
  const changes = fc.dictionary(fc.constantFrom(...names, 'id', 'roles', 'version', 'x'), nastyValue, {
    maxKeys: 2,
    noNullPrototype: true,
  });
  const changed = fc.tuple(good, changes).map(([value, change]) => ({ ...value, ...change }));
  return fc
    .oneof(
      { weight: 6, arbitrary: good as fc.Arbitrary<object> },
      { weight: 1, arbitrary: some as fc.Arbitrary<object> },
      { weight: 4, arbitrary: changed as fc.Arbitrary<object> },
    )
    .map((value) => JSON.stringify(value));
}

const nested = (levels: number, open: string, close: string) => open.repeat(levels) + close.repeat(levels);

const oddText = fc.oneof(
  fc.json({ maxDepth: 5 }),
  nastyString,
  nastyString.map((text) => JSON.stringify(text)),
  fc
    .dictionary(nastyString, nastyValue, { maxKeys: 6, noNullPrototype: true })
    .map((value) => JSON.stringify(value)),
  fc.nat(12_000).map((levels) => nested(levels, '[', ']')),
  fc.nat(8_000).map((levels) => nested(levels, '{"a":', '}')),
  fc.nat(5_000).map((count) => JSON.stringify(Array(count).fill(0))),
  fc.nat(90_000).map((length) => JSON.stringify({ email: 'x'.repeat(length) })),
  fc.constantFrom(
    '',
    '{}',
    '[]',
    'null',
    '{"a":1e999}',
    '{"email":1e400,"password":-0}',
    '{"email":"a@b.example","email":"c@d.example","password":"x"}',
    '{"__proto__":{"isAdmin":true}}',
    '{"constructor":{"prototype":{}}}',
    '{"email":"\\ud800","password":"\\u0000"}',
    '\ufeff{}',
    '{}{}',
    '{"a":NaN}',
    "{'a':1}",
    '{"a":1,}',
    '/* */{}',
    'a=b&c=d',
    '<a/>',
  ),
);

/** Torn apart, so that it is nearly what was meant. */
const torn = (text: fc.Arbitrary<string>) =>
  fc.tuple(text, fc.nat(), nastyString).map(([whole, at, piece]) => {
    const cut = at % (whole.length + 1);
    return at % 2 === 0 ? whole.slice(0, cut) : whole.slice(0, cut) + piece + whole.slice(cut);
  });

const contentTypes = fc.oneof(
  { weight: 24, arbitrary: fc.constant('application/json') },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      null,
      '',
      'application/json; charset=utf-8',
      'application/json;charset=UTF-16',
      'APPLICATION/JSON',
      'application/json, text/plain',
      'application/json;',
      'application/problem+json',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'text/plain',
      'text/json',
      '*/*',
      'x',
      ';',
    ),
  },
);

const none: fc.Arbitrary<FuzzBody | null> = fc.constant(null);

export function bodyFor({ body }: Pick<Operation, 'body'>): fc.Arbitrary<FuzzBody | null> {
  const likely = body === null ? fc.constant('{}') : likelyObject(body);
  const text = fc.oneof(
    { weight: 8, arbitrary: likely },
    { weight: 1, arbitrary: torn(likely) },
    { weight: 3, arbitrary: oddText },
  );
  const some = fc.record({
    text,
    encoding: fc.oneof(
      { weight: 12, arbitrary: fc.constant('utf8' as const) },
      { weight: 1, arbitrary: fc.constantFrom('latin1' as const, 'utf16le' as const) },
    ),
    isGzipped: fc.nat(40).map((number) => number === 0),
    contentType: contentTypes,
  });
  return fc.oneof({ weight: body === null ? 6 : 1, arbitrary: none }, { weight: 6, arbitrary: some });
}
