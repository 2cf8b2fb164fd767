import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { AddressGuard } from '#infrastructure/http-client/webhooks/address-guard.js';
import { GuardedEndpointCaller } from '#infrastructure/http-client/webhooks/guarded-caller.js';
import { makeCertificate } from '../../support/certificate.js';

const never = new AbortController().signal;

/** The addresses of a name, one answer after the other. */
function answering(...answers: readonly (readonly string[])[]) {
  const left = [...answers];
  return { addressesOf: async () => left.shift() ?? answers.at(-1) ?? [] };
}

describe('the caller of endpoints', () => {
  const closing: (() => unknown)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });

  function aCaller(guard: AddressGuard, limits: { timeoutMs?: number; bodyMs?: number } = {}) {
    const caller = new GuardedEndpointCaller(guard, { timeoutMs: 15_000, bodyMs: 15_000, ...limits });
    closing.push(() => caller.close());
    return caller;
  }
  const open = new AddressGuard(answering(['127.0.0.1']), true);
  const post = (caller: GuardedEndpointCaller, url: string, signal = never) =>
    caller.post(url, { 'webhook-id': 'one' }, '{}', signal);

  async function listening(server: Pick<Server, 'listen' | 'address' | 'close'>, host = '127.0.0.1') {
    await new Promise<void>((resolve) => server.listen(0, host, () => resolve()));
    closing.push(() => server.close());
    return (server.address() as AddressInfo).port;
  }
  /** Speaks whatever it likes, and counts who comes. */
  async function aTcpServer(speak: (socket: Socket) => void) {
    const connections: Socket[] = [];
    const server = createTcpServer((socket) => {
      connections.push(socket);
      socket.on('error', () => undefined);
      speak(socket);
    });
    closing.push(() => {
      for (const socket of connections) socket.destroy();
    });
    return { port: await listening(server as unknown as Server), connections };
  }

  describe('where addresses have to be public', () => {
    it.each(['127.0.0.1', '[::ffff:127.0.0.1]', '2130706433', '0x7f.1', 'localhost', 'localhost.'])(
      'does not connect to %s',
      async (host) => {
        const { port, connections } = await aTcpServer(() => undefined);
        const caller = aCaller(new AddressGuard(answering(['127.0.0.1']), false));
        expect(await post(caller, `http://${host}:${port}/`)).toMatchObject({
          kind: 'failed',
          reason: 'It was not called: its host is not at a public address',
          wasCalled: false,
        });
        expect(connections).toEqual([]);
      },
    );

    it('does not connect to a name that led elsewhere when it was registered', async () => {
      const { port, connections } = await aTcpServer(() => undefined);
      const guard = new AddressGuard(answering(['8.8.8.8'], ['127.0.0.1']), false);
      const url = `http://rebinding.example.com:${port}/`;
      expect(await guard.refusalOf(url)).toBeNull();
      expect(await post(aCaller(guard), url)).toMatchObject({
        reason: 'It was not called: its host is not at a public address',
      });
      expect(connections).toEqual([]);
    });

    it('sends nothing to an address that it was not to reach, however it came there', async () => {
      const { port, connections } = await aTcpServer(() => undefined);
      const guard = new AddressGuard(answering(['8.8.8.8']), false);
      // As if what was looked up were not what was connected to.
      guard.addressesOf = async () => ['127.0.0.1'];
      expect(await post(aCaller(guard), `http://rebinding.example.com:${port}/`)).toMatchObject({
        reason: 'It was not called: its host is not at a public address',
      });
      expect(connections.map(({ bytesRead }) => bytesRead)).toEqual([0]);
    });
  });

  it('keeps what it was sent to 1 KiB, of an answer without end', async () => {
    const server = createServer((_request, response) => {
      const go = () => {
        while (response.write('x'.repeat(65_536)));
      };
      response.writeHead(200).on('drain', go);
      go();
    });
    const url = `http://127.0.0.1:${await listening(server)}/`;
    const answer = await post(aCaller(open), url);
    expect(answer).toMatchObject({ kind: 'answered', status: 200, body: 'x'.repeat(1024) });
  });

  it('unpacks nothing', async () => {
    const bomb = gzipSync('a'.repeat(10_000_000));
    const server = createServer((_request, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb),
    );
    const answer = await post(aCaller(open), `http://127.0.0.1:${await listening(server)}/`);
    expect(answer).toMatchObject({ kind: 'answered', status: 200 });
    expect(answer.kind === 'answered' && answer.body.includes('aaaa')).toBe(false);
  });

  it('waits no longer for a body than it may, since it knows the status', async () => {
    const server = createServer((_request, response) => response.writeHead(200).write('slow'));
    const url = `http://127.0.0.1:${await listening(server)}/`;
    expect(await post(aCaller(open, { bodyMs: 50 }), url)).toMatchObject({ status: 200, body: 'slow' });
    expect(await post(aCaller(open, { timeoutMs: 2_000 }), url)).toMatchObject({ status: 200, body: 'slow' });
  });

  it.each([
    ['no answer', () => undefined, 'There was no answer within 0.05 s'],
    [
      'headers without end',
      (socket: Socket) => {
        socket.write('HTTP/1.1 200 OK\r\n');
        const go = () => socket.write(`x-filler: ${'x'.repeat(1000)}\r\n`, (error) => error ?? go());
        go();
      },
      'Its answer has too many headers',
    ],
    ['another protocol', (socket: Socket) => socket.write('SSH-2.0-OpenSSH\r\n'), 'Its answer is not HTTP'],
    ['an end', (socket: Socket) => socket.end(), 'The connection was broken off'],
  ])('says why it failed: %s', async (name, speak, reason) => {
    const { port } = await aTcpServer(speak);
    const limits = name === 'no answer' ? { timeoutMs: 50 } : {};
    const answer = await post(aCaller(open, limits), `http://127.0.0.1:${port}/`);
    expect(answer).toMatchObject({ kind: 'failed', wasCalled: true, reason });
  });

  it('says that a connection was refused', async () => {
    const server = createServer();
    const port = await listening(server);
    server.close();
    await once(server, 'close');
    expect(await post(aCaller(open), `http://127.0.0.1:${port}/`)).toMatchObject({
      reason: 'The connection was refused',
    });
  });

  it('trusts no certificate that nobody has vouched for', async () => {
    const { key, cert } = makeCertificate();
    const server = createTlsServer({ key, cert }, (_request, response) => response.end());
    const port = await listening(server as unknown as Server);
    expect(await post(aCaller(open), `https://127.0.0.1:${port}/`)).toMatchObject({
      kind: 'failed',
      reason: expect.stringMatching(/^Its certificate or TLS was not accepted/),
    });
  });

  it('throws when it is told to stop, for then nothing is known', async () => {
    const stop = new AbortController();
    const { port } = await aTcpServer(() => stop.abort(new Error('The service stops')));
    await expect(post(aCaller(open), `http://127.0.0.1:${port}/`, stop.signal)).rejects.toThrow('stops');
  });
});
