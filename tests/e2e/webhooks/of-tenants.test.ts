import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { systemContext } from '#application/shared/request-context.js';
import { tenantsTokens } from '#composition/features/tenants.tokens.js';
import { webhooksTokens } from '#composition/features/webhooks.tokens.js';
import { platform } from '#composition/platform/platform.tokens.js';
import type { TenantId, UserId } from '#domain/shared/ids.js';
import { E2eService, type SignedIn } from '#testing/e2e-service.js';
import { WebhookReceiver } from '../../support/webhook-receiver.js';

const url = '/api/v1/webhooks';
const unknownId = '019602c4-6f2a-7d3e-9b1a-5c0e8f7d2a41';

describe.each([{ STORAGE: 'postgres' }, { STORAGE: 'memory' }])('webhooks of tenants, with %o', (storage) => {
  let service: E2eService;
  let root: SignedIn;
  let receivers: { a: WebhookReceiver; b: WebhookReceiver; service: WebhookReceiver };
  beforeAll(async () => {
    service = await E2eService.start({ env: { ...storage, WEBHOOK_ALLOW_PRIVATE: 'true' } });
    root = await service.root();
  });
  afterAll(() => service?.stop());
  beforeEach(async () => {
    const start = () => WebhookReceiver.start();
    receivers = { a: await start(), b: await start(), service: await start() };
  });
  afterEach(() => Promise.all(Object.values(receivers).map((each) => each.stop())));

  const as = (person: SignedIn, headers = {}) => ({ token: person.token, headers });
  async function aTenant() {
    const owner = await service.person();
    const { data, text, status } = await service.http.post(
      '/api/v1/tenants',
      { name: `Of ${owner.user.username}` },
      as(owner),
    );
    if (status !== 201) throw new Error(text);
    return { id: data.id as string, owner };
  }
  const register = (person: SignedIn, receiver: WebhookReceiver, tenantId?: string, headers = {}) =>
    service.http.post(
      url,
      { url: receiver.url, types: ['*'], ...(tenantId && { tenantId }) },
      as(person, headers),
    );
  async function scene() {
    const [a, b] = [await aTenant(), await aTenant()];
    const ofA = (await register(a.owner, receivers.a, a.id)).data;
    const ofB = (await register(b.owner, receivers.b, b.id)).data;
    await service.drainEvents();
    return { a: { ...a, webhook: ofA }, b: { ...b, webhook: ofB } };
  }
  const rename = (tenant: { id: string; owner: SignedIn }, name: string) =>
    service.http.patch(`/api/v1/tenants/${tenant.id}`, { name }, as(tenant.owner));
  async function settled() {
    await service.drainEvents();
    await (await service.service.container.get(webhooksTokens.runner)).drain();
  }
  const eventsAt = (receiver: WebhookReceiver) => receiver.received.map(({ body }) => JSON.parse(body));
  /** Each way to a webhook, by somebody. */
  const ways = (id: string, person: SignedIn, did = unknownId) =>
    (
      [
        ['GET', ''],
        ['PATCH', '', { description: 'Taken over' }],
        ['POST', '/rotate-secret'],
        ['POST', '/test'],
        ['GET', '/deliveries'],
        ['POST', `/deliveries/${did}/redeliver`],
        ['POST', '/replay', { from: new Date(Date.now() - 60_000).toISOString() }],
        ['DELETE', ''],
      ] as const
    ).map(([method, path, body]) => async () => {
      const { status, code } = await service.http.request(method, `${url}/${id}${path}`, {
        ...as(person),
        ...(body && { body }),
      });
      return { way: `${method} ${path}`, status, code };
    });

  it('are told of what their tenant is about, and of nothing else', async () => {
    const { a, b } = await scene();
    const ofService = (await register(root, receivers.service)).data;
    await service.drainEvents();
    expect(ofService.tenantId).toBeNull();
    expect(a.webhook.tenantId).toBe(a.id);
    await rename(a, 'A1');
    await rename(b, 'B1');
    // What a member does to their account meanwhile is no business of the tenant.
    await service.http.patch('/api/v1/me', { displayName: 'X' }, as(a.owner, { 'x-tenant-id': a.id }));
    await settled();
    const [inA, inB] = [eventsAt(receivers.a), eventsAt(receivers.b)];
    expect(inA.map(({ type }) => type)).toEqual(['tenant.changed']);
    expect(inB.map(({ type }) => type)).toEqual(['tenant.changed']);
    expect(inA[0]).toMatchObject({ tenantid: a.id, subject: a.id });
    expect(inB[0]).toMatchObject({ tenantid: b.id, subject: b.id });
    const [{ body = '', headers = {} } = {}] = receivers.a.received;
    expect(new Webhook(a.webhook.secret).verify(body, headers)).toBeTruthy();
    expect(() => new Webhook(b.webhook.secret).verify(body, headers)).toThrow('signature');
    const everything = eventsAt(receivers.service).map(({ type }) => type);
    expect(everything).toEqual(expect.arrayContaining(['tenant.changed', 'user.profile_changed']));
    await service.http.delete(`${url}/${ofService.id}`, root);
  });

  it('are replayed with what is about their tenant alone', async () => {
    const { a, b } = await scene();
    await rename(b, 'B2');
    await rename(a, 'A2');
    await settled();
    const from = new Date(Date.now() - 3_600_000).toISOString();
    const { data } = await service.http.post(`${url}/${a.webhook.id}/replay`, { from }, as(a.owner));
    await settled();
    const tenants = new Set(eventsAt(receivers.a).map(({ tenantid }) => tenantid));
    expect(tenants).toEqual(new Set([a.id]));
    // Those that the replay adds to the one that came by itself.
    expect(receivers.a.received).toHaveLength(1 + data.count);
    expect(data.count).toBeGreaterThan(1);
  });

  it('are looked after by whoever has the permission in their tenant', async () => {
    const { a } = await scene();
    await rename(a, 'A3');
    await settled();
    const path = `${url}/${a.webhook.id}`;
    const [delivery] = (await service.http.get(`${path}/deliveries`, as(a.owner))).data;
    expect(delivery).toMatchObject({ type: 'tenant.changed', status: 'delivered' });
    const outcomes = [];
    for (const way of ways(a.webhook.id, a.owner, delivery.id)) outcomes.push((await way()).status);
    expect(outcomes).toEqual([200, 200, 200, 202, 200, 202, 202, 204]);
    expect((await service.http.get(`${url}?tenantId=${a.id}`, as(a.owner))).data).toEqual([]);
  });

  it('are not there for the owner of another tenant, a visitor of none, and administrators of the service', async () => {
    const { a, b } = await scene();
    for (const [person, answer] of [
      [b.owner, { status: 404, code: 'WEBHOOK_NOT_FOUND' }],
      [await service.person(), { status: 403, code: 'FORBIDDEN' }],
      [root, { status: 404, code: 'WEBHOOK_NOT_FOUND' }],
    ] as const) {
      for (const id of [a.webhook.id, unknownId]) {
        for (const way of ways(id, person)) expect(await way()).toMatchObject(answer);
      }
      expect(await service.http.get(`${url}?tenantId=${a.id}`, as(person))).toMatchObject({
        status: 404,
        code: 'TENANT_NOT_FOUND',
      });
      expect(await register(person, receivers.b, a.id)).toMatchObject({
        status: 404,
        code: 'TENANT_NOT_FOUND',
      });
    }
    const listed = (await service.http.get(url, as(root))).data.map(({ id }: { id: string }) => id);
    expect(listed).not.toContain(a.webhook.id);
    const swapped = (await service.http.get(`${url}?tenantId=${b.id}`, as(b.owner))).data;
    expect(swapped.map(({ id }: { id: string }) => id)).toEqual([b.webhook.id]);
    expect((await service.http.get(`${url}/${a.webhook.id}`, as(a.owner))).data.description).toBeNull();
  });

  it('are for members whose role allows it, and not for whoever names two tenants', async () => {
    const { a, b } = await scene();
    const joined = async (role: string) => {
      const { container } = service.service;
      const [members, unitOfWork] = [
        await container.get(tenantsTokens.members),
        await container.get(platform.unitOfWork),
      ];
      const person = await service.person();
      const tenantId = a.id as TenantId;
      const membership = { tenantId, userId: person.user.id as UserId, roles: [role], joinedAt: new Date() };
      await unitOfWork.scoped(tenantId, systemContext, () => members.add(membership));
      return person;
    };
    const member = await joined('member');
    for (const way of ways(a.webhook.id, member)) {
      expect(await way()).toMatchObject({ status: 403, code: 'FORBIDDEN' });
    }
    expect((await service.http.get(`${url}?tenantId=${a.id}`, as(member))).status).toBe(403);
    expect((await register(member, receivers.a, a.id)).status).toBe(403);
    const role = { name: 'hooks', permissions: ['webhooks:write'] };
    expect((await service.http.post(`/api/v1/tenants/${a.id}/roles`, role, as(a.owner))).status).toBe(201);
    const keeper = await joined('hooks');
    expect((await service.http.get(`${url}/${a.webhook.id}`, as(keeper))).status).toBe(200);
    expect((await register(keeper, receivers.a, a.id)).status).toBe(201);
    const both = await register(a.owner, receivers.a, b.id, { 'x-tenant-id': a.id });
    expect(both).toMatchObject({ status: 404, code: 'TENANT_NOT_FOUND' });
    const unknown = await register(a.owner, receivers.a, unknownId);
    expect(unknown).toMatchObject({ status: 404, code: 'TENANT_NOT_FOUND' });
    const malformed = await register(a.owner, receivers.a, 'acme');
    expect(malformed).toMatchObject({ status: 422, code: 'VALIDATION_ERROR' });
  });

  it('are gone with their tenant', async () => {
    const { a, b } = await scene();
    const { data } = await service.http.get(`/api/v1/tenants/${a.id}`, as(a.owner));
    const gone = await service.http.request('DELETE', `/api/v1/tenants/${a.id}`, {
      ...as(a.owner),
      body: { slug: data.slug },
    });
    expect(gone.status).toBe(202);
    await settled();
    const told = receivers.a.received.length;
    await rename(b, 'B3');
    await settled();
    // Another look may have had the turn.
    await vi.waitUntil(() => receivers.b.received.length > 0, { timeout: 60_000 });
    expect(receivers.a.received).toHaveLength(told);
    expect(eventsAt(receivers.b).map(({ type }) => type)).toEqual(['tenant.changed']);
    const directory = await service.service.container.get(webhooksTokens.directory);
    expect(await directory.tenantOf(a.webhook.id)).toBeNull();
  });
});
