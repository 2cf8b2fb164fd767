import { beforeEach, describe, expect, it } from 'vitest';
import { ServiceRefusal } from '#application/shared/service-client.js';
import type { UserView } from '#application/users/user-queries.js';
import { jobsTokens } from '#composition/features/jobs.tokens.js';
import { sagasTokens } from '#composition/features/sagas.tokens.js';
import { serviceClientTokens } from '#composition/features/service-client.tokens.js';
import { tenantsTokens } from '#composition/features/tenants.tokens.js';
import { FakeServices } from '#testing/fake-services.js';
import { overriding } from '#testing/overriding.js';
import { TestKit } from '#testing/test-kit.js';
import { aContext } from '../../support/builders/context.js';

const admin = aContext();

describe('a new tenant', () => {
  let kit: TestKit;
  let services: FakeServices;
  let owner: UserView;

  async function start(env: Record<string, string> = { TENANT_PROVISIONING: 'billing,crm' }) {
    services = new FakeServices({ billing: () => undefined, crm: () => ({ ok: true }) });
    const fake = overriding((wiring) => wiring.replace(serviceClientTokens.client, () => services, []));
    kit = new TestKit({ env, features: [fake] });
    owner = await kit.person();
    // Subscriptions begin with what happens from now on.
    await kit.drainEvents();
  }
  beforeEach(() => start());

  const create = async () => {
    const command = { name: 'Acme & Sons', slug: 'acme' };
    return (await kit.get(tenantsTokens.createTenant)).execute(command, await kit.as(owner));
  };
  const drain = async () => {
    await kit.drainEvents();
    await (await kit.get(jobsTokens.runner)).drain();
    await kit.drainEvents();
  };
  const saga = async () => {
    const page = { filter: { name: 'tenant-provisioning' }, cursor: null, limit: 10 };
    return (await (await kit.get(sagasTokens.listSagas)).execute(page, admin)).items[0];
  };
  const told = async () => {
    const actions = await kit.auditedActions();
    return actions.filter((action) => ['tenant.ready', 'tenant.provisioning_failed'].includes(action));
  };

  it('is made known to each service in order, and then ready', async () => {
    const { id } = await create();
    await drain();
    const path = `/gatehouse/tenants/${id}`;
    const body = { id, name: 'Acme & Sons', slug: 'acme' };
    const sagaId = (await saga())?.id;
    expect(services.calls).toEqual(
      ['billing', 'crm'].map((service) => ({
        service,
        method: 'PUT',
        path,
        body,
        idempotencyKey: `${sagaId}:${service}`,
      })),
    );
    expect(await saga()).toMatchObject({ state: 'done', subjectId: id });
    expect(await told()).toEqual(['tenant.ready']);
  });

  it.each([200, 404, 410])(
    'is taken back where it was known when a service refuses it (%i)',
    async (status) => {
      services.refuse('crm');
      services.answer('billing', ({ method }) => {
        if (method === 'DELETE' && status !== 200) throw new ServiceRefusal('billing', status);
      });
      const { id } = await create();
      await drain();
      expect(services.calls.map(({ service, method, path }) => [service, method, path])).toEqual([
        ['billing', 'PUT', `/gatehouse/tenants/${id}`],
        ['crm', 'PUT', `/gatehouse/tenants/${id}`],
        ['billing', 'DELETE', `/gatehouse/tenants/${id}`],
      ]);
      expect((await saga())?.state).toBe('undone');
      expect(await told()).toEqual(['tenant.provisioning_failed']);
      const show = await kit.get(tenantsTokens.showTenant);
      expect(await show.execute({ id }, await kit.as(owner))).toMatchObject({ id });
    },
  );

  it('is taken back, too, where a refusal came after an attempt that may have made it known', async () => {
    services.answer('crm', ({ method }) => {
      if (method === 'PUT') throw new ServiceRefusal('crm', 409, true);
    });
    await create();
    await drain();
    expect((await saga())?.state).toBe('running');
    services.answer('crm', ({ method }) => {
      if (method === 'PUT') throw new ServiceRefusal('crm', 409);
    });
    kit.clock.advance(10);
    await drain();
    expect((await saga())?.state).toBe('undone');
    expect(services.callsOf('crm').map(({ method }) => method)).toEqual(['PUT', 'PUT', 'DELETE']);
  });

  it('is parked when a service refuses to forget it', async () => {
    services.refuse('crm');
    services.answer('billing', ({ method }) => {
      if (method === 'DELETE') throw new ServiceRefusal('billing', 403);
    });
    await create();
    await drain();
    expect(await saga()).toMatchObject({
      state: 'parked',
      steps: [{ compensation: { error: 'PermanentFailure: billing refused with 403' } }, {}],
    });
    expect(await told()).toEqual([]);
  });

  it('waits for a service that is away, with the same key', async () => {
    services.takeDown('crm');
    await create();
    await drain();
    expect(await saga()).toMatchObject({
      state: 'running',
      steps: [{ state: 'done' }, { state: 'waiting', error: expect.stringContaining('SERVICE_UNAVAILABLE') }],
    });
    services.answer('crm', () => undefined);
    kit.clock.advance(10);
    await drain();
    expect((await saga())?.state).toBe('done');
    const keys = services.callsOf('crm').map(({ idempotencyKey }) => idempotencyKey);
    expect(new Set(keys).size).toBe(1);
    expect(keys).toHaveLength(2);
  });

  it('that is deleted meanwhile is not made known any further', async () => {
    services.takeDown('crm');
    const { id } = await create();
    await drain();
    const remove = await kit.get(tenantsTokens.deleteTenant);
    await remove.execute({ id, slug: 'acme' }, await kit.as(owner));
    services.answer('crm', () => undefined);
    kit.clock.advance(10);
    await drain();
    expect((await saga())?.state).toBe('undone');
    expect(services.callsOf('crm').map(({ method }) => method)).toEqual(['PUT', 'DELETE']);
    expect(services.callsOf('billing').map(({ method }) => method)).toEqual(['PUT', 'DELETE']);
  });

  it('is nobody else’s affair unless it is set so', async () => {
    await start({});
    await create();
    await drain();
    expect(services.calls).toEqual([]);
    expect(await saga()).toBeUndefined();
  });

  it.each([
    ['Billing', 'no name of a service'],
    ['billing,billing', 'names billing twice'],
  ])('is told to nobody by the name %s', (names, problem) => {
    expect(() => new TestKit({ env: { TENANT_PROVISIONING: names } })).toThrow(problem);
  });
});
