import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { type TestApp, testApp } from './support/app.js';
import { goodToken } from './support/fakes.js';
import { Connection, exchange, listen } from './support/raw-http.js';

async function serve(): Promise<{ test: TestApp; port: number }> {
  const test = await testApp({ requestTimeoutMs: 400 });
  return { test, port: await listen(test.app) };
}

const get = (path: string, headers = '') =>
  `GET ${path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${goodToken}\r\n${headers}\r\n`;

describe('what is not HTTP', () => {
  it.each([
    ['rubbish', 'hello\r\n\r\n'],
    ['a bare line feed at the end', 'GET /health/live HTTP/1.1\nHost: localhost\n\n'],
    ['an odd version', 'GET /health/live HTTP/9.9\r\nHost: localhost\r\n\r\n'],
    ['a folded header', get('/health/live', 'X-A: b\r\n c\r\n')],
    ['a space before the colon', get('/health/live', 'Transfer-Encoding : chunked\r\n')],
    [
      'two lengths',
      'POST /api/v1/auth/refresh HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!',
    ],
    [
      'length and chunks at once',
      'POST /api/v1/auth/refresh HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /api/v1/me HTTP/1.1\r\n\r\n',
    ],
    [
      'a chunk without a size',
      'POST /api/v1/auth/refresh HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n',
    ],
    [
      'a body that does not come',
      'POST /api/v1/auth/refresh HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{',
    ],
  ])('%s is 400 in the shape of the contract, and the connection closes (INP-17)', async (_name, bytes) => {
    const { test, port } = await serve();
    const answer = await exchange(port, bytes);
    expect(answer.match(/HTTP\/1\.1 /g)).toHaveLength(1);
    const [head = '', body = ''] = answer.split('\r\n\r\n');
    expect(head).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(head.toLowerCase()).toContain('connection: close');
    expect(head.toLowerCase()).toContain('x-content-type-options: nosniff');
    expect(head).toContain(`content-length: ${Buffer.byteLength(body)}`);
    expect(JSON.parse(body)).toMatchObject({ success: false, error: { code: 'BAD_REQUEST' } });
    expect(test.useCases.showMyAccount.calls).toHaveLength(0);
    expect(test.logger.lines).toEqual([]);
  });

  it.each([
    ['headers that do not end', get('/health/live', `X-Long: ${'a'.repeat(20_000)}\r\n`)],
    ['many headers', get('/health/live', 'X-A: b\r\n'.repeat(3000))],
    ['an endless URL', get(`/${'a'.repeat(20_000)}`)],
  ])('%s: 431 in the shape of the contract, and the connection closes', async (_name, bytes) => {
    const { test, port } = await serve();
    const answer = await exchange(port, bytes);
    const [head = '', body = ''] = answer.split('\r\n\r\n');
    expect(head).toMatch(/^HTTP\/1\.1 431 Request Header Fields Too Large\r\n/);
    expect(head.toLowerCase()).toContain('connection: close');
    expect(head).toContain(`content-length: ${Buffer.byteLength(body)}`);
    expect(JSON.parse(body)).toMatchObject({ success: false, error: { code: 'HEADERS_TOO_LARGE' } });
    expect(test.logger.lines).toEqual([]);
  });

  it('headers are as long as the setting lets them be', async () => {
    const test = await testApp({ headerLimitBytes: 40_000 });
    const port = await listen(test.app);
    const long = (length: number) =>
      get('/health/live', `X-Long: ${'a'.repeat(length)}\r\nConnection: close\r\n`);
    expect(await exchange(port, long(39_000))).toMatch(/^HTTP\/1\.1 200 /);
    expect(await exchange(port, long(40_000))).toMatch(/^HTTP\/1\.1 431 /);
  });

  it('a request that takes too long is 400', async () => {
    const { port } = await serve();
    const answer = await exchange(port, 'GET /health/live HTTP/1.1\r\nHost: loc');
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  });

  it('a request without Host is 400, in the shape of the contract', async () => {
    const { port } = await serve();
    const answer = await exchange(port, 'GET /health/live HTTP/1.1\r\nConnection: close\r\n\r\n');
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toContain('"BAD_REQUEST"');
  });

  it('a malformed URL is 400', async () => {
    const { port } = await serve();
    const answer = await exchange(port, get('/api/v1/users/%zz', 'Connection: close\r\n'));
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toContain('"BAD_REQUEST"');
  });

  it('an unknown expectation is ignored, not 417', async () => {
    const { port } = await serve();
    const answer = await exchange(port, get('/api/v1/me', 'Expect: a-miracle\r\nConnection: close\r\n'));
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
  });

  it.each(['Authorization: Bearer other', 'Host: elsewhere'])(
    'twice there, once with %s, is 400',
    async (second) => {
      const { port } = await serve();
      const answer = await exchange(port, get('/api/v1/me', `${second}\r\nConnection: close\r\n`));
      expect(answer).toMatch(/^HTTP\/1\.1 400 /);
      expect(answer).toContain('"BAD_REQUEST"');
    },
  );

  it('CONNECT and Upgrade open nothing', async () => {
    const { port } = await serve();
    expect(await exchange(port, 'CONNECT evil:80 HTTP/1.1\r\nHost: evil:80\r\n\r\n')).toBe('');
    const upgrade = get('/api/v1/me', 'Connection: Upgrade, close\r\nUpgrade: websocket\r\n');
    expect(await exchange(port, upgrade)).toMatch(/^HTTP\/1\.1 200 /);
  });
});

describe('a client that goes away', () => {
  it('in the middle of a body is no fault of ours', async () => {
    const { test, port } = await serve();
    const connection = new Connection(port);
    const aborted = new Promise<void>((resolve) => {
      test.app.server.on('request', (request) => request.on('close', resolve));
    });
    connection.send(
      'POST /api/v1/auth/refresh HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{',
    );
    test.app.server.once('request', () => setImmediate(() => connection.destroy()));
    await aborted;
    expect(test.logger.lines).toEqual([]);
  });
});

describe('stopping', () => {
  it('ends what runs, turns away what comes, and does not wait for idle connections', async () => {
    const { test, port } = await serve();
    const running = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    test.useCases.listRoles.answer = async () => {
      running.resolve();
      await release.promise;
      return [];
    };
    // Answers leave in the order of the requests, so the refusal is not seen before the first one ends.
    const turnedAway = new Promise<void>((resolve) => {
      test.app.server.on('request', ({ url }) => {
        if (url === '/health/live' && test.useCases.listRoles.calls.length > 0) resolve();
      });
    });
    const idle = new Connection(port);
    idle.send(get('/health/live'));
    expect(await idle.received('requestId')).toContain('200 OK');
    const busy = new Connection(port);
    busy.send(get('/api/v1/roles'));
    await running.promise;

    const closing = test.app.close();
    await idle.closed();
    busy.send(get('/health/live'));
    await turnedAway;
    release.resolve();
    const answers = await busy.received('UNAVAILABLE');
    expect(answers).toContain('200 OK');
    expect(answers).toMatch(/503 Service Unavailable[\s\S]*connection: close/i);
    await closing;
    await busy.closed();
  });

  it('does not wait for a connection that becomes idle meanwhile', async () => {
    const { test, port } = await serve();
    const running = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    test.useCases.listRoles.answer = async () => {
      running.resolve();
      await release.promise;
      return [];
    };
    const busy = new Connection(port);
    busy.send(get('/api/v1/roles'));
    await running.promise;
    const closing = test.app.close();
    release.resolve();
    expect(await busy.received('requestId')).toContain('200 OK');
    await closing;
  });
});

describe('a request whose client has gone', () => {
  const refresh = (bytes = '{"refreshToken":"r"}') =>
    `POST /api/v1/auth/refresh HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${bytes.length}\r\n\r\n${bytes}`;

  it('is not begun', async () => {
    const { test, port } = await serve();
    const socket = connect(port, '127.0.0.1');
    // One segment: when the request is read, the end is there too, as after a standstill.
    socket.end(refresh());
    socket.resume();
    await once(socket, 'close');
    expect(test.useCases.refreshSession.calls).toEqual([]);
  });

  it('is what it is for one who waits', async () => {
    const { test, port } = await serve();
    const connection = new Connection(port);
    connection.send(refresh());
    await connection.received('accessToken');
    connection.destroy();
    expect(test.useCases.refreshSession.calls).toHaveLength(1);
  });
});
