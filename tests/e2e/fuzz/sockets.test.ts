import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { E2eService } from '#testing/e2e-service.js';
import { exchangeOne, type RawAnswer } from '../attacks/support/sockets.js';
import { generalFaultsOf } from './judge.js';
import { announceSeed, seed } from './seed.js';

const connections = 300;
const atOnce = 100;
const json = '{"email":"raw@example.com","password":"a long enough phrase"}';

/** What is sent is bytes: a character for each. */
const seeds = [
  'GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n',
  'GET /api/v1/me HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer a.b.c\r\nX-Request-Id: raw\r\n\r\n',
  `POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${json.length}\r\n\r\n${json}`,
  `POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n${json.length.toString(16)}\r\n${json}\r\n0\r\n\r\n`,
  'DELETE /api/v1/users/1 HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n{}',
  'GET /health/live HTTP/1.1\r\nHost: x\r\n\r\nGET /api/v1/roles HTTP/1.1\r\nHost: x\r\n\r\n',
];

const pieces = [
  '\r\n',
  '\n',
  '\r',
  '\0',
  ' ',
  '\t',
  ':',
  '%',
  'Content-Length: 5\r\n',
  'Content-Length: 99999999999999999999\r\n',
  'Transfer-Encoding: chunked\r\n',
  'Transfer-Encoding: gzip, chunked\r\n',
  'Connection: close\r\n',
  'Connection: upgrade\r\nUpgrade: websocket\r\n',
  'Host: y\r\n',
  'HTTP/1.0',
  'HTTP/2.0',
  'x'.repeat(9_000),
  '\xff\xfe',
];

const bytes = fc.array(fc.nat(255), { maxLength: 60 }).map((codes) => String.fromCharCode(...codes));

interface Cut {
  readonly at: number;
  readonly removed: number;
  readonly inserted: string;
}

const cut: fc.Arbitrary<Cut> = fc.record({
  at: fc.nat(400),
  removed: fc.oneof(fc.constant(0), fc.nat(12), fc.nat(400)),
  inserted: fc.oneof(fc.constant(''), fc.constantFrom(...pieces), bytes),
});

function apply(text: string, { at, removed, inserted }: Cut): string {
  const place = at % (text.length + 1);
  return text.slice(0, place) + inserted + text.slice(place + removed);
}

const mutated = fc
  .tuple(fc.constantFrom(...seeds), fc.array(cut, { minLength: 1, maxLength: 3 }))
  .map(([request, cuts]) => cuts.reduce(apply, request));

const input = fc.oneof({ weight: 1, arbitrary: bytes }, { weight: 5, arbitrary: mutated });

function faults(sent: string, { status, headers, body }: RawAnswer): readonly string[] {
  if (status === null) return [];
  const length = Number(headers.get('content-length') ?? 0);
  const text = Buffer.from(body).subarray(0, length).toString('utf8');
  const [method = ''] = sent.trimStart().split(' ', 1);
  return generalFaultsOf({ method, status, header: (name) => headers.get(name), text });
}

let service: E2eService;

beforeAll(async () => {
  announceSeed();
  // What is incomplete is waited for no longer.
  service = await E2eService.start({ env: { REQUEST_TIMEOUT_MS: '1000' } });
});

afterAll(() => service?.stop());

it(`${connections} connections with broken HTTP are closed or answered as the contract says`, async () => {
  const inputs = fc.sample(input, { seed, numRuns: connections });
  let answered = 0;
  for (let from = 0; from < inputs.length; from += atOnce) {
    const batch = inputs.slice(from, from + atOnce);
    const answers = await Promise.all(batch.map((sent) => exchangeOne(service.http.baseUrl, sent)));
    for (const [index, answer] of answers.entries()) {
      const sent = batch[index] as string;
      expect(faults(sent, answer), `${JSON.stringify(sent)}\n${answer.text}`).toEqual([]);
      if (answer.status !== null) answered += 1;
    }
  }
  expect(answered).toBeGreaterThan(connections / 2);
  expect((await service.http.get('/health/ready')).status).toBe(200);
});
