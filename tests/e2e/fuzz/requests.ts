import fc from 'fast-check';
import { bodyFor, type FuzzBody } from './bodies.js';
import type { Operation } from './operations.js';
import { ids, likelyValue, nastyString } from './values.js';

export const roles = ['user', 'moderator', 'admin'] as const;
export type Role = (typeof roles)[number];

export interface FuzzRequest {
  readonly method: string;
  /** With its query, and with placeholders. */
  readonly path: string;
  /** Who asks: one of the crew, or an Authorization header that is made up; null for none. */
  readonly identity: Role | { readonly header: string } | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: FuzzBody | null;
  readonly isChunked: boolean;
}

/** `encodeURIComponent` for what is not well-formed, too. */
const encoded = (text: string) =>
  Buffer.from(text, 'utf8')
    .toString('latin1')
    .replace(/[^\w.~-]/g, (byte) => {
      return `%${byte.charCodeAt(0).toString(16).padStart(2, '0')}`;
    });

const encodedNasty = nastyString.map(encoded);
const oddSegments = [
  '%',
  '%zz',
  '%00',
  '%c0%af',
  '%ff',
  '..',
  '.',
  '',
  '*',
  ';a',
  'a%2fb',
  '%252e',
  '[]',
  '@',
];

const segment = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom<string>(...ids) },
  { weight: 2, arbitrary: fc.uuid() },
  { weight: 1, arbitrary: fc.constantFrom(...oddSegments) },
  { weight: 1, arbitrary: encodedNasty },
);

function queryFor({ query }: Operation): fc.Arbitrary<string> {
  const likely = Object.entries(query).map(([name, schema]) =>
    likelyValue(name, schema).map((value) => `${name}=${encoded(String(value))}`),
  );
  const names = [...Object.keys(query), 'x', '__proto__', 'sort[]', 'filter[a]', ''];
  const odd = fc
    .tuple(fc.constantFrom(...names), encodedNasty)
    .map(([name, value]) => `${encoded(name)}=${value}`);
  const raw = fc.constantFrom('&', '=', '%', 'a&b', 'a=1&a=2', '?', 'search=%ff%fe', 'cursor=%00');
  const pair = fc.oneof(
    ...likely.map((arbitrary) => ({ weight: 6, arbitrary })),
    { weight: 4, arbitrary: odd },
    { weight: 1, arbitrary: raw },
  );
  const maxLength = likely.length === 0 ? 1 : 4;
  return fc.array(pair, { maxLength }).map((pairs) => (pairs.length === 0 ? '' : `?${pairs.join('&')}`));
}

/** What a header may hold on the wire: RFC 9110 §5.5. */
const fieldValue = fc
  .array(fc.oneof(fc.integer({ min: 0x20, max: 0x7e }), fc.integer({ min: 0x80, max: 0xff })), {
    maxLength: 30,
  })
  .map((codes) => String.fromCharCode(...codes).trim());

const oneOf = (...known: string[]) =>
  fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...known) }, { weight: 1, arbitrary: fieldValue });

const headerValues = {
  accept: oneOf(
    'application/problem+json',
    'application/json',
    '*/*',
    'text/html',
    'application/problem+json;q=x',
  ),
  'accept-encoding': oneOf('gzip', 'br', 'identity;q=0, *;q=0', 'gzip, deflate, br, zstd'),
  'if-match': oneOf('"1"', 'W/"1"', '*', '"1", "2"', '"99999999999"', '""', ','),
  'if-none-match': oneOf('*', '"1"'),
  'x-request-id': oneOf('well-formed.ID_1', 'a'.repeat(129), ' ', 'a b'),
  'x-forwarded-for': oneOf('198.51.100.7', '::ffff:1.2.3.4', 'unknown', '1.2.3.4:5, [::1]:80', ', ,'),
  'x-forwarded-proto': oneOf('https', 'javascript'),
  'x-forwarded-host': oneOf('evil.example', ''),
  forwarded: oneOf('for=198.51.100.7;proto=https'),
  'user-agent': oneOf('Browser/1.0', 'x'.repeat(600), '\x9b31m'),
  expect: oneOf('100-continue', 'a-miracle'),
  range: oneOf('bytes=0-1', 'bytes=-1'),
  origin: oneOf('https://evil.example', 'null'),
  'content-encoding': oneOf('identity', 'identity', 'gzip', 'br'),
  cookie: oneOf('session=1; __proto__=1'),
  'x-http-method-override': oneOf('DELETE'),
  te: oneOf('trailers'),
};

const headers: fc.Arbitrary<Readonly<Record<string, string>>> = fc
  .array(
    fc.oneof(
      ...Object.entries(headerValues).map(([name, value]) => value.map((text) => [name, text] as const)),
    ),
    { maxLength: 3 },
  )
  .map((pairs) => Object.fromEntries(pairs));

const identity: fc.Arbitrary<FuzzRequest['identity']> = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...roles) },
  { weight: 1, arbitrary: fc.constant(null) },
  {
    weight: 1,
    arbitrary: oneOf(
      'Bearer',
      'Bearer ',
      'Bearer a.b.c',
      'Basic YTpi',
      `Bearer ${'x'.repeat(9_000)}`,
      'bearer  x',
    ).map((header) => ({ header })),
  },
);

const otherMethods = [
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
  'TRACE',
  'PROPFIND',
  'QUERY',
  'M-SEARCH',
];
const otherPaths = [
  '/',
  '/api',
  '/api/v1',
  '/api/v1/me/',
  '/api/v2/me',
  '/API/V1/ME',
  '//',
  '/api/v1/users/a/b/c',
  '/*',
  '/docs/nothing',
  '/openapi.json/',
];

/** One request that was meant for the operation, more or less. */
function requestFor(operation: Operation): fc.Arbitrary<FuzzRequest> {
  const parts = operation.template.split(/(\{\w+\})/);
  const path = fc
    .tuple(...parts.map((part) => (part.startsWith('{') ? segment : fc.constant(part))), queryFor(operation))
    .map((pieces) => pieces.join(''));
  const method = fc.oneof(
    { weight: 19, arbitrary: fc.constant(operation.method) },
    { weight: 1, arbitrary: fc.constantFrom(...otherMethods) },
  );
  const isChunked = fc.nat(9).map((number) => number === 0);
  return fc.record({ method, path, identity, headers, body: bodyFor(operation), isChunked });
}

export function requestTo(operations: readonly Operation[]): fc.Arbitrary<FuzzRequest> {
  const nowhere = fc.record({
    method: fc.constantFrom(...otherMethods),
    path: fc.oneof(
      fc.constantFrom(...otherPaths),
      encodedNasty.map((text) => `/${text}`),
      encodedNasty.map((text) => `/api/v1/${text}`),
    ),
    identity,
    headers,
    body: bodyFor({ body: { properties: {}, required: [] } }),
    isChunked: fc.boolean(),
  });
  return fc.oneof(...operations.map(requestFor), nowhere);
}
