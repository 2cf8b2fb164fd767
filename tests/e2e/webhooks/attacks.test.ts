import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { createServer as createTlsServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { webhooksTokens } from '#composition/features/webhooks.tokens.js';
import { E2eService, type SignedIn } from '#testing/e2e-service.js';
import { overriding } from '#testing/overriding.js';
import { makeCertificate } from '../../support/certificate.js';
import { WebhookReceiver } from '../../support/webhook-receiver.js';

const url = '/api/v1/webhooks';
const refused = 'is refused: its host is not at a public address';

/** What both services below are asked for. */
class Scene {
  constructor(
    readonly service: E2eService,
    readonly root: SignedIn,
  ) {}

  async registered(at: string) {
    const made = { url: at, types: ['user.registered'] };
    const { status, data, text } = await this.service.http.post(url, made, this.root);
    if (status !== 201) throw new Error(text);
    await this.service.drainEvents();
    return data.id as string;
  }

  async settled() {
    await this.service.drainEvents();
    await (await this.service.service.container.get(webhooksTokens.runner)).drain();
  }

  async lastAnswer(id: string) {
    const [delivery] = (await this.service.http.get(`${url}/${id}/deliveries`, this.root)).data;
    return delivery?.lastAnswer;
  }

  async removeAll() {
    for (const { id } of (await this.service.http.get(url, this.root)).data) {
      await this.service.http.delete(`${url}/${id}`, this.root);
    }
  }
}

describe('webhooks, where addresses have to be public', () => {
  /** What the names lead to, for now. */
  const hosts = new Map<string, readonly string[]>();
  let scene: Scene;
  beforeAll(async () => {
    const names = overriding((wiring) =>
      wiring.replace(
        webhooksTokens.lookup,
        () => ({ addressesOf: async (name) => hosts.get(name) ?? [] }),
        [],
      ),
    );
    const service = await E2eService.start({ features: [names] });
    scene = new Scene(service, await service.root());
  });
  afterAll(() => scene?.service.stop());
  afterEach(() => scene.removeAll());

  it.each([
    ['dotted', '127.0.0.1'],
    ['decimal', '2130706433'],
    ['octal', '0177.0.0.01'],
    ['hexadecimal', '0x7f000001'],
    ['hexadecimal, in parts', '0x7f.0.0.0x1'],
    ['shortened', '127.1'],
    ['full width', '１２７.0.0.1'],
    ['IPv6', '[::1]'],
    ['IPv4-mapped', '[::ffff:127.0.0.1]'],
    ['IPv4-mapped, in hexadecimal', '[::ffff:7f00:1]'],
    ['NAT64', '[64:ff9b::7f00:1]'],
    ['6to4', '[2002:7f00:1::]'],
    ['unique local', '[fd00:ec2::254]'],
    ['metadata', '169.254.169.254'],
    ['private', '10.0.0.1'],
    ['a local name', 'localhost'],
    ['a local name with a dot', 'localhost.'],
    ['a name that leads there', 'private.example.com'],
    ['a name that leads there too', 'mixed.example.com'],
  ])('refuse %s: %s', async (_kind, host) => {
    hosts.set('private.example.com', ['192.168.1.1']);
    hosts.set('mixed.example.com', ['8.8.8.8', '::ffff:10.0.0.1']);
    const made = await scene.service.http.post(url, { url: `https://${host}/`, types: ['*'] }, scene.root);
    expect(made).toMatchObject({
      status: 422,
      body: { error: { details: [{ field: 'url', message: refused }] } },
    });
  });

  it('are not called where a name leads elsewhere by then, and say so', async () => {
    const receiver = await WebhookReceiver.start();
    hosts.set('rebinding.example.com', ['8.8.8.8']);
    const { port } = new URL(receiver.url);
    const id = await scene.registered(`http://rebinding.example.com:${port}/`);
    hosts.set('rebinding.example.com', ['127.0.0.1']);
    await scene.service.person();
    await scene.settled();
    expect(await scene.lastAnswer(id)).toMatchObject({
      status: null,
      body: null,
      error: 'It was not called: its host is not at a public address',
    });
    expect(receiver.received).toEqual([]);
    await receiver.stop();
  });
});

describe('webhooks whose hosts mean ill', () => {
  let scene: Scene;
  let evil: WebhookReceiver;
  let good: WebhookReceiver;
  beforeAll(async () => {
    const service = await E2eService.start({ env: { WEBHOOK_ALLOW_PRIVATE: 'true' } });
    scene = new Scene(service, await service.root());
  });
  afterAll(() => scene?.service.stop());
  beforeEach(async () => {
    evil = await WebhookReceiver.start();
    good = await WebhookReceiver.start();
  });
  afterEach(async () => {
    await evil.stop();
    await good.stop();
    await scene.removeAll();
  });

  const endless = (response: ServerResponse) => {
    const go = () => {
      while (response.write('x'.repeat(65_536)));
    };
    response.writeHead(500).on('drain', go);
    go();
  };

  it.each<[string, (response: ServerResponse) => void, object]>([
    ['a body without end', endless, { status: 500, body: 'x'.repeat(1_024), error: 'It answered 500' }],
    [
      'a body that does not come',
      (response) => void response.writeHead(500).write('slow'),
      { status: 500, body: 'slow', error: 'It answered 500' },
    ],
    [
      'a redirect to itself',
      (response) => void response.writeHead(302, { location: evil.url }).end(),
      { status: 302, error: 'It redirects (302), and redirects are not followed' },
    ],
    [
      'a redirect to what is private',
      (response) => void response.writeHead(308, { location: 'http://169.254.169.254/latest/' }).end(),
      { status: 308, error: 'It redirects (308), and redirects are not followed' },
    ],
    [
      'headers without end',
      (response) => void response.writeHead(500, { 'x-filler': 'x'.repeat(100_000) }).end(),
      { status: null, error: 'Its answer has too many headers' },
    ],
    [
      'an end of the connection',
      (response) => void response.socket?.destroy(),
      { status: null, error: 'The connection was broken off' },
    ],
  ])('are cut short with %s, and disturb no other', async (_name, attack, expected) => {
    evil.answer = (_received, response) => attack(response);
    const id = await scene.registered(evil.url);
    const other = await scene.registered(good.url);
    await scene.service.person();
    await Promise.all([evil.count(1), good.count(1)]);
    await scene.settled();
    expect(await scene.lastAnswer(id)).toMatchObject(expected);
    expect(await scene.lastAnswer(other)).toMatchObject({ status: 204, error: null });
    expect(evil.received).toHaveLength(1);
  });

  it('unpack nothing of what they answer', async () => {
    const bomb = gzipSync('a'.repeat(10_000_000));
    evil.answer = (_received, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb);
    const id = await scene.registered(evil.url);
    await scene.service.person();
    await evil.count(1);
    await scene.settled();
    const { status, body } = await scene.lastAnswer(id);
    expect(status).toBe(200);
    expect(body).not.toContain('aaaa');
    expect(body.length).toBeLessThanOrEqual(1_024);
  });

  it('are told nothing where nobody vouches for their certificate', async () => {
    const { key, cert } = makeCertificate();
    const calls: string[] = [];
    const server: Server = createTlsServer({ key, cert }, (request, response) => {
      calls.push(request.url ?? '');
      response.end();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const id = await scene.registered(`https://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await scene.service.person();
    await scene.settled();
    expect(await scene.lastAnswer(id)).toMatchObject({
      status: null,
      error: expect.stringMatching(/^Its certificate or TLS was not accepted/),
    });
    expect(calls).toEqual([]);
    server.close();
  });
});
