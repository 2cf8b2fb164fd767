import { expect, it } from 'vitest';
import { ServiceRefusal } from '#application/shared/service-client.js';
import { FakeServices } from '#testing/fake-services.js';
import { outcomeOf } from './support.js';

const parse = (body: unknown) => (body as { id: number }).id;

it('answers as it is told, and keeps what it was asked', async () => {
  const services = new FakeServices({ billing: ({ body }) => ({ id: (body as { seats: number }).seats }) });
  const request = { method: 'POST', path: '/plans', body: { seats: 3 }, idempotencyKey: 'key-1' } as const;
  expect(await services.call('billing', { ...request, parse })).toBe(3);
  expect(services.calls).toEqual([{ service: 'billing', ...request }]);
  expect(services.idempotencyKeys).toEqual(['key-1']);
  expect([services.knows('billing'), services.knows('crm')]).toEqual([true, false]);
  services.answer('crm', async () => ({ id: 4 }));
  expect(await services.call('crm', { method: 'GET', path: '/', parse })).toBe(4);
  expect(services.callsOf('crm')).toHaveLength(1);
  expect(services.idempotencyKeys).toEqual(['key-1']);
});

it('fails as services do, and keeps that it was asked', async () => {
  const services = new FakeServices();
  const call = () => outcomeOf(services.call('billing', { method: 'GET', path: '/', parse }));
  expect(await call()).toMatchObject({ message: 'There is no service billing: SERVICES does not name it' });
  services.takeDown('billing');
  expect(await call()).toEqual({ code: 'SERVICE_UNAVAILABLE', retryAfter: 1 });
  services.refuse('billing', 409);
  expect(await call()).toEqual(new ServiceRefusal('billing', 409));
  services.answer('billing', () => null);
  expect(await call()).toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
  expect(services.calls).toHaveLength(4);
});
