import { beforeEach, describe, expect, it } from 'vitest';
import { jobsTokens } from '#composition/features/jobs.tokens.js';
import { sagasTokens } from '#composition/features/sagas.tokens.js';
import { serviceClientTokens } from '#composition/features/service-client.tokens.js';
import { FakeAnswer, FakeServices } from '#testing/fake-services.js';
import { overriding } from '#testing/overriding.js';
import { TestKit } from '#testing/test-kit.js';
import { aContext } from '../../support/builders/context.js';

const admin = aContext();
const day = 86_400;

describe('a deleted account', () => {
  let kit: TestKit;
  let services: FakeServices;

  async function start(env: Record<string, string> = { ERASURE_SERVICES: 'billing,crm', ERASURE_DAYS: '7' }) {
    services = new FakeServices({ billing: () => undefined, crm: () => ({ confirmed: true }) });
    const fake = overriding((wiring) => wiring.replace(serviceClientTokens.client, () => services, []));
    kit = new TestKit({ env, features: [fake] });
    // Subscriptions begin with what happens from now on.
    await kit.drainEvents();
  }
  beforeEach(() => start());

  const drain = async () => {
    await kit.drainEvents();
    await (await kit.get(jobsTokens.runner)).drain();
    await kit.drainEvents();
  };
  const deleted = async () => {
    const user = await kit.person();
    await kit.deleteAccount(user);
    await drain();
    return user.id;
  };
  const saga = async () => {
    const page = { filter: { name: 'account-erasure' }, cursor: null, limit: 10 };
    return (await (await kit.get(sagasTokens.listSagas)).execute(page, admin)).items[0];
  };
  const receipts = async () => {
    const actions = await kit.auditedActions();
    return actions.filter((action) => action === 'user.erasure_confirmed').length;
  };
  const pass = async (seconds: number) => {
    kit.clock.advance(seconds);
    await drain();
  };

  it('is confirmed by every service, and there is a receipt', async () => {
    const id = await deleted();
    const sagaId = (await saga())?.id;
    expect(services.calls).toEqual(
      ['billing', 'crm'].map((service) => ({
        service,
        method: 'DELETE',
        path: `/gatehouse/users/${id}`,
        idempotencyKey: `${sagaId}:${service}`,
      })),
    );
    expect(await saga()).toMatchObject({ state: 'done', subjectId: id });
    expect(await receipts()).toBe(1);
  });

  it.each([
    ['202', new FakeAnswer(202)],
    ['202 with a body', new FakeAnswer(202, { confirmed: true })],
    ['another answer', { ok: true }],
    ['no', { confirmed: false }],
    ['a text', { confirmed: 'true' }],
    ['200 without a body', new FakeAnswer(200)],
  ])('is not confirmed by %s, and asked for again', async (_what, answer) => {
    services.answer('billing', () => answer);
    await deleted();
    expect(await saga()).toMatchObject({
      state: 'running',
      steps: [{ state: 'waiting', error: 'StepFailure: It is not done yet' }, { state: 'done' }],
    });
    services.answer('billing', () => undefined);
    await pass(60);
    expect((await saga())?.state).toBe('done');
    expect(await receipts()).toBe(1);
    expect(services.callsOf('crm')).toHaveLength(1);
  });

  it('is asked for until the time is over, also where it was refused; then it is parked, and nothing undone', async () => {
    services.refuse('billing', 403);
    await deleted();
    for (let passed = 0; passed < 8 * day; passed += day / 4) await pass(day / 4);
    expect(await saga()).toMatchObject({
      state: 'parked',
      isUndoing: false,
      steps: [
        { state: 'failed', error: 'ServiceRefusal: billing refused with 403', compensation: null },
        { state: 'done', compensation: null },
      ],
    });
    const asked = services.callsOf('billing').length;
    expect(asked).toBeGreaterThanOrEqual(28);
    await pass(day);
    expect(services.callsOf('billing')).toHaveLength(asked);
    expect(await receipts()).toBe(0);
    services.answer('billing', () => ({ confirmed: true }));
    await (await kit.get(sagasTokens.retrySaga)).execute({ id: (await saga())?.id ?? '' }, admin);
    await drain();
    expect((await saga())?.state).toBe('done');
    expect(await receipts()).toBe(1);
    expect(new Set(services.callsOf('billing').map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1);
  });

  it('is nobody else’s affair unless it is set so', async () => {
    await start({});
    await deleted();
    expect(services.calls).toEqual([]);
    expect(await saga()).toBeUndefined();
  });
});
