import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { webhooksTokens } from '#composition/features/webhooks.tokens.js';
import { E2eService, type SignedIn } from '#testing/e2e-service.js';
import { WebhookReceiver } from '../../support/webhook-receiver.js';

const url = '/api/v1/webhooks';

describe('webhooks over HTTP', () => {
  let service: E2eService;
  let receiver: WebhookReceiver;
  let root: SignedIn;
  beforeAll(async () => {
    service = await E2eService.start({ env: { WEBHOOK_ALLOW_PRIVATE: 'true', WEBHOOKS_MAX: '3' } });
    root = await service.root();
  });
  afterAll(() => service?.stop());
  beforeEach(async () => {
    receiver = await WebhookReceiver.start();
  });
  afterEach(async () => {
    await receiver.stop();
    for (const { id } of (await service.http.get(url, root)).data) await remove(id);
  });

  const remove = (id: string) => service.http.delete(`${url}/${id}`, root);
  /** Registered, and told of what happens from here on. */
  async function registered(types: readonly string[], at = receiver.url) {
    const { status, data, text } = await service.http.post(url, { url: at, types }, root);
    if (status !== 201) throw new Error(text);
    await service.drainEvents();
    return data;
  }
  const deliveries = async (id: string) => (await service.http.get(`${url}/${id}/deliveries`, root)).data;
  async function settled() {
    await service.drainEvents();
    await (await service.service.container.get(webhooksTokens.runner)).drain();
  }

  it('are told of an event, signed so that the library of Standard Webhooks takes it, and nothing else', async () => {
    const { id, secret } = await registered(['user.registered']);
    const ada = await service.person();
    const [received] = await receiver.count(1);
    const { headers = {}, body = '' } = received ?? {};
    const verifier = new Webhook(secret);
    expect(verifier.verify(body, headers)).toMatchObject({
      specversion: '1.0',
      id: headers['webhook-id'],
      source: 'https://gatehouse.test',
      type: 'user.registered',
      subject: ada.user.id,
    });
    expect(() => verifier.verify(body.replace('user', 'abuser'), headers)).toThrow('signature');
    expect(() => verifier.verify(body, { ...headers, 'webhook-id': 'another' })).toThrow('signature');
    const old = String(Number(headers['webhook-timestamp']) - 600);
    expect(() => verifier.verify(body, { ...headers, 'webhook-timestamp': old })).toThrow('old');
    await settled();
    expect(receiver.received).toHaveLength(1);
    expect(await deliveries(id)).toMatchObject([
      {
        eventId: headers['webhook-id'],
        type: 'user.registered',
        cause: 'event',
        status: 'delivered',
        attempts: 1,
        nextAttemptAt: null,
        lastAnswer: { status: 204, body: '', error: null },
      },
    ]);
  });

  it('show their secret once, and not again in lists, events and the audit log', async () => {
    const { id, secret, ...shown } = await registered(['*']);
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect((await service.http.get(`${url}/${id}`, root)).data).toEqual({ id, ...shown });
    const rotated = await service.http.post(`${url}/${id}/rotate-secret`, undefined, root);
    expect(rotated).toMatchObject({ status: 200, data: { id } });
    await settled();
    const everything = [
      await service.http.get(url, root),
      await service.http.get('/api/v1/audit', root),
      await service.http.get(`${url}/${id}/deliveries`, root),
    ].map(({ text }) => text);
    const sent = receiver.received.map(({ body }) => body);
    for (const text of [...everything, ...sent]) {
      expect(text).not.toContain(secret.slice(6));
      expect(text).not.toContain(rotated.data.secret.slice(6));
    }
    expect(sent.join()).toContain('webhook.secret_rotated');
  });

  it('sign with both secrets after a rotation', async () => {
    const { id, secret } = await registered(['user.registered']);
    const { data } = await service.http.post(`${url}/${id}/rotate-secret`, undefined, root);
    await service.person();
    const [received] = await receiver.count(1);
    const { headers = {}, body = '' } = received ?? {};
    expect(headers['webhook-signature']?.split(' ')).toHaveLength(2);
    for (const each of [secret, data.secret]) expect(new Webhook(each).verify(body, headers)).toBeTruthy();
  });

  it('get events in the order of the log', async () => {
    await registered(['user.registered', 'user.profile_changed']);
    const ada = await service.person();
    for (const name of ['A', 'B', 'C', 'D']) {
      await service.http.patch('/api/v1/me', { displayName: name }, ada);
    }
    const received = await receiver.count(5);
    const sequences = received.map(({ body }) => JSON.parse(body).sequence);
    expect(sequences).toEqual([...sequences].sort());
  });

  it('do not wait for one that hangs', async () => {
    const hanging = await WebhookReceiver.start();
    const { promise: held, resolve: release } = Promise.withResolvers<void>();
    hanging.answer = (_received, response) => void held.then(() => response.writeHead(204).end());
    try {
      await registered(['user.registered'], hanging.url);
      await registered(['user.registered']);
      await service.person();
      await hanging.count(1);
      await service.person();
      await receiver.count(2);
      expect(hanging.received).toHaveLength(1);
    } finally {
      release();
      await hanging.count(2);
      await settled();
      await hanging.stop();
    }
  });

  it('are tried again after a failure, with the same id', async () => {
    const { id } = await registered(['user.registered']);
    receiver.answer = (_received, response) => response.writeHead(500).end('not \0now'.repeat(400));
    await service.person();
    await receiver.count(1);
    await settled();
    const [failed] = await deliveries(id);
    expect(failed).toMatchObject({ status: 'retrying', attempts: 1, lastAnswer: { status: 500 } });
    expect(failed.lastAnswer.error).toBe('It answered 500');
    expect(failed.lastAnswer.body).toMatch(/^not \ufffdnow/);
    expect(failed.lastAnswer.body.length).toBe(1024);
    receiver.answer = (_received, response) => response.writeHead(200).end();
    expect(
      (await service.http.post(`${url}/${id}/deliveries/${failed.id}/redeliver`, undefined, root)).status,
    ).toBe(202);
    const [first, second] = await receiver.count(2);
    expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
    expect(second?.body).toBe(first?.body);
    await settled();
    expect(await deliveries(id)).toMatchObject([{ status: 'delivered', attempts: 1 }]);
  });

  it('are deactivated by 410, with an event, and then get nothing', async () => {
    const { id } = await registered(['user.registered']);
    receiver.answer = (_received, response) => response.writeHead(410).end();
    await service.person();
    await receiver.count(1);
    await settled();
    expect((await service.http.get(`${url}/${id}`, root)).data).toMatchObject({ isActive: false });
    expect(await deliveries(id)).toMatchObject([{ status: 'failed', lastAnswer: { status: 410 } }]);
    await service.drainEvents();
    const audited = await service.http.get('/api/v1/audit?action=webhook.deactivated', root);
    expect(audited.data[0]).toMatchObject({ targetId: id });
    await service.person();
    await settled();
    expect(receiver.received).toHaveLength(1);
    expect(await service.http.post(`${url}/${id}/test`, undefined, root)).toMatchObject({
      status: 409,
      code: 'WEBHOOK_INACTIVE',
    });
  });

  it('follow no redirect', async () => {
    const { id } = await registered(['user.registered']);
    receiver.answer = (_received, response) =>
      response.writeHead(307, { location: `${receiver.url}/elsewhere` }).end();
    await service.person();
    await receiver.count(1);
    await settled();
    expect(receiver.received).toHaveLength(1);
    const [{ lastAnswer }] = await deliveries(id);
    expect(lastAnswer).toMatchObject({
      status: 307,
      error: 'It redirects (307), and redirects are not followed',
    });
  });

  it('can be tested, alone', async () => {
    const other = await WebhookReceiver.start();
    const { id } = await registered(['user.registered']);
    await registered(['*'], other.url);
    expect((await service.http.post(`${url}/${id}/test`, undefined, root)).status).toBe(202);
    const [received] = await receiver.count(1);
    expect(JSON.parse(received?.body ?? '')).toMatchObject({ type: 'webhook.test', subject: id, data: {} });
    await settled();
    expect(other.received.map(({ body }) => body).join()).not.toContain('webhook.test');
    await other.stop();
  });

  it('are told again of what has happened in a time', async () => {
    const from = new Date().toISOString();
    const ada = await service.person();
    const { id } = await registered(['user.registered']);
    const replay = (body: object) => service.http.post(`${url}/${id}/replay`, body, root);
    expect(await replay({ from })).toMatchObject({ status: 202, data: { count: 1 } });
    const [received] = await receiver.count(1);
    expect(JSON.parse(received?.body ?? '')).toMatchObject({ subject: ada.user.id });
    expect(await replay({ from: '2020-01-01' })).toMatchObject({
      status: 422,
      body: { error: { details: [{ field: 'from' }] } },
    });
    expect(await replay({ from, to: from })).toMatchObject({ status: 422 });
    expect(await replay({ from: '2999-01-01' })).toMatchObject({ status: 422 });
  });

  it('refuse what is wrong, when they are made and when they are changed', async () => {
    const { id } = await registered(['*']);
    const wrong: readonly [object, string][] = [
      [{ url: 'ftp://example.com' }, 'url'],
      [{ url: 'https://ada:secret@example.com' }, 'url'],
      [{ url: 'nonsense' }, 'url'],
      [{ types: [] }, 'types'],
      [{ types: ['user.unknown'] }, 'types'],
      [{ types: ['nobody.*'] }, 'types'],
      [{ types: ['user*'] }, 'types'],
      [{ description: 'two\nlines' }, 'description'],
    ];
    for (const [fields, field] of wrong) {
      const expected = { status: 422, body: { error: { details: [{ field }] } } };
      const made = { url: receiver.url, types: ['*'], ...fields };
      expect(await service.http.post(url, made, root), JSON.stringify(fields)).toMatchObject(expected);
      expect(await service.http.patch(`${url}/${id}`, fields, root)).toMatchObject(expected);
    }
    const changed = { types: ['user.*'], description: ' Users ', isActive: false };
    expect(await service.http.patch(`${url}/${id}`, changed, root)).toMatchObject({
      status: 200,
      data: { ...changed, description: 'Users' },
    });
  });

  it('are for those who may, are there or are not, and are not too many', async () => {
    const ada = await service.person();
    expect((await service.http.get(url, ada)).status).toBe(403);
    expect((await service.http.post(url, { url: receiver.url, types: ['*'] }, ada)).status).toBe(403);
    const nobody = '019602c4-6f2a-7d3e-9b1a-5c0e8f7d2a41';
    const { id } = await registered(['*']);
    for (const path of [nobody, `${nobody}/deliveries`]) {
      expect(await service.http.get(`${url}/${path}`, root)).toMatchObject({
        status: 404,
        code: 'WEBHOOK_NOT_FOUND',
      });
    }
    expect(
      await service.http.post(`${url}/${id}/deliveries/${nobody}/redeliver`, undefined, root),
    ).toMatchObject({
      status: 404,
      code: 'DELIVERY_NOT_FOUND',
    });
    await registered(['*']);
    await registered(['*']);
    expect(await service.http.post(url, { url: receiver.url, types: ['*'] }, root)).toMatchObject({
      status: 409,
      code: 'TOO_MANY_WEBHOOKS',
    });
  });

  it('page their deliveries', async () => {
    const { id } = await registered(['user.registered']);
    for (let count = 0; count < 3; count += 1) await service.person();
    await receiver.count(3);
    await settled();
    const first = await service.http.get(`${url}/${id}/deliveries?limit=2`, root);
    expect(first.data).toHaveLength(2);
    const cursor = first.body.meta.nextCursor;
    const second = await service.http.get(`${url}/${id}/deliveries?limit=2&cursor=${cursor}`, root);
    expect(second.data).toHaveLength(1);
    expect(second.body.meta.nextCursor).toBeNull();
    expect((await service.http.get(`${url}/${id}/deliveries?status=failed`, root)).data).toEqual([]);
    expect((await service.http.get(`${url}/${id}/deliveries?cursor=x`, root)).status).toBe(422);
  });
});
