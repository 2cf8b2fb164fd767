import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { E2eService, type SignedIn } from '#testing/e2e-service.js';
import { countOf } from './support/rows.js';
import { exchange } from './support/sockets.js';

const account = { email: 'smuggled@evil.example', username: 'smuggled', password: 'a long enough phrase' };
const body = JSON.stringify(account);
/** What the attacker wants to be taken for the next request. */
const smuggled =
  `POST /api/v1/auth/register HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n` +
  `Content-Length: ${body.length}\r\n\r\n${body}`;

/** A request that is given its framing; what follows it is the smuggled one. */
const post = (framing: string, payload: string) =>
  `POST /api/v1/auth/refresh HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n${framing}\r\n\r\n${payload}`;
const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`;

describe('attacks on the protocol', () => {
  let service: E2eService;
  let user: SignedIn;

  beforeAll(async () => {
    service = await E2eService.start({ env: { REQUEST_TIMEOUT_MS: '1000' } });
    user = await service.person();
  });

  afterAll(() => service?.stop());

  const smuggledAccounts = () => countOf(service.database, `users WHERE username = 'smuggled'`);
  const isSignedIn = async () =>
    expect((await service.http.get('/api/v1/me', { token: user.token })).status).toBe(200);

  it.each([
    ['CL.TE', post('Content-Length: 5\r\nTransfer-Encoding: chunked', `0\r\n\r\n${smuggled}`)],
    ['TE.CL', post('Transfer-Encoding: chunked\r\nContent-Length: 4', `${chunk(smuggled)}0\r\n\r\n`)],
    ['TE.TE', post('Transfer-Encoding: chunked\r\nTransfer-Encoding: identity', `0\r\n\r\n${smuggled}`)],
    ['an unknown coding', post('Transfer-Encoding: xchunked', `0\r\n\r\n${smuggled}`)],
    ['chunked not last', post('Transfer-Encoding: chunked, identity', `0\r\n\r\n${smuggled}`)],
    ['a space before the colon', post('Transfer-Encoding : chunked', `0\r\n\r\n${smuggled}`)],
    ['a tab before the colon', post('Transfer-Encoding\t: chunked', `0\r\n\r\n${smuggled}`)],
    ['a vertical tab in the value', post('Transfer-Encoding: \x0bchunked', `0\r\n\r\n${smuggled}`)],
    ['two lengths', post('Content-Length: 0\r\nContent-Length: 5', smuggled)],
    ['two lengths in one', post('Content-Length: 0, 5', smuggled)],
    ['a signed length', post('Content-Length: +0', smuggled)],
    ['a length in hexadecimal', post('Content-Length: 0x0', smuggled)],
    ['a folded header', post('X-A: b\r\n Transfer-Encoding: chunked\r\nContent-Length: 0', smuggled)],
    ['a folded coding', post('Transfer-Encoding:\r\n chunked', `0\r\n\r\n${smuggled}`)],
    ['a bare carriage return', post('X-A: b\rContent-Length: 0', smuggled)],
    ['line feeds only', smuggled.replaceAll('\r\n', '\n')],
    ['a line feed at the end', post('X-A: b\nContent-Length: 0', smuggled)],
    ['a chunk size that overflows', post('Transfer-Encoding: chunked', `fffffffffffffffff\r\n${smuggled}`)],
    ['a chunk size with a sign', post('Transfer-Encoding: chunked', `-1\r\n\r\n${smuggled}`)],
    ['a chunk without an end', post('Transfer-Encoding: chunked', `1\r\nXX\r\n0\r\n\r\n${smuggled}`)],
    ['a line feed after a chunk extension', post('Transfer-Encoding: chunked', `0;a\n\r\n${smuggled}`)],
    ['a NUL in a name', post('Content\0-Length: 0', smuggled)],
    ['no target', smuggled.replace('/api/v1/auth/register ', '')],
  ])('INP-17: %s is 400, the connection closes, and what follows is not executed', async (_name, bytes) => {
    const answer = await exchange(service.http.baseUrl, bytes);
    expect(answer.text.match(/HTTP\/1\.1 \d{3}/g)).toEqual(['HTTP/1.1 400']);
    expect(answer.headers.get('connection')).toBe('close');
    expect(JSON.parse(answer.body)).toMatchObject({ success: false, error: { code: 'BAD_REQUEST' } });
    expect(await smuggledAccounts()).toBe(0);
  });

  it('INP-17: what is framed well is two requests', async () => {
    const bytes =
      `POST /api/v1/auth/refresh HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n` +
      'GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';
    const { text } = await exchange(service.http.baseUrl, bytes);
    expect(text.match(/HTTP\/1\.1 \d{3}/g)).toEqual(['HTTP/1.1 422', 'HTTP/1.1 200']);
  });

  it('INP-19: there is no HTTP/2 to be flooded', async () => {
    const preface = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0';
    const answer = await exchange(service.http.baseUrl, preface);
    expect(answer.status).toBe(400);
    const upgrade =
      'GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings, close\r\n' +
      'Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n\r\n';
    expect((await exchange(service.http.baseUrl, upgrade)).status).toBe(200);
  });

  it.each(['/api/v1/auth/logout', '/api/v1/auth/logout-all', '/api/v1/auth/refresh', '/api/v1/auth/login'])(
    'INP-28: GET and HEAD of %s do nothing',
    async (path) => {
      for (const method of ['GET', 'HEAD', 'OPTIONS']) {
        const answer = await service.http.request(method, path, { token: user.token });
        expect(answer.status, method).toBe(405);
      }
      await isSignedIn();
    },
  );

  it('INP-28: no header, parameter or body makes another method of a GET', async () => {
    const { token } = user;
    for (const headers of [
      { 'x-http-method-override': 'DELETE' },
      { 'x-http-method': 'DELETE' },
      { 'x-method-override': 'DELETE' },
    ]) {
      for (const path of ['/api/v1/me/sessions', '/api/v1/me/sessions?_method=DELETE']) {
        const { status, data } = await service.http.get(path, { token, headers });
        expect({ status, sessions: data.length }).toEqual({ status: 200, sessions: 1 });
      }
    }
    const withBody = await exchange(
      service.http.baseUrl,
      `GET /api/v1/me HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nConnection: close\r\n` +
        `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
    expect(withBody.status).toBe(200);
    expect(await smuggledAccounts()).toBe(0);
  });

  it.each(['TRACE', 'TRACK', 'PROPFIND', 'FOO', 'get'])(
    'INP-28: %s is answered with no echo',
    async (method) => {
      const answer = await exchange(
        service.http.baseUrl,
        `${method} /api/v1/me HTTP/1.1\r\nHost: x\r\nX-Echo: marker\r\nConnection: close\r\n\r\n`,
      );
      expect([400, 405]).toContain(answer.status);
      expect(answer.text).not.toContain('marker');
    },
  );

  it('a path that is no URI is still answered with a problem whose instance is one', async () => {
    const headers = { accept: 'application/problem+json' };
    const answer = await service.http.get('/api/v1/users/%', { headers, token: user.token });
    expect(answer).toMatchObject({ status: 400, body: { instance: '/api/v1/users/%25' } });
  });

  it('OPS-01: nothing tells versions or hosts, and nothing undocumented is there', async () => {
    const versions = /\d+\.\d+\.\d+|node|fastify|postgres|127\.0\.0\.1|localhost/i;
    for (const path of ['/health/live', '/health/ready', '/nothing', '/api/v1/me']) {
      const { headers, text } = await service.http.get(path);
      const { requestId, timestamp } = JSON.parse(text).meta;
      expect(text.replace(requestId, '').replace(timestamp, '')).not.toMatch(versions);
      for (const name of ['server', 'x-powered-by', 'via']) expect(headers.get(name), name).toBeNull();
    }
    for (const path of [
      '/metrics',
      '/debug',
      '/debug/pprof',
      '/health',
      '/health/env',
      '/actuator',
      '/.git/HEAD',
      '/.env',
      '/package.json',
      '/documentation/json',
      '/docs/../package.json',
      '/docs/static/..%2f..%2fpackage.json',
      '/docs/static/%2e%2e/%2e%2e/package.json',
    ]) {
      const { status } = await exchange(
        service.http.baseUrl,
        `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
      );
      expect([400, 404], path).toContain(status);
    }
  });
});
