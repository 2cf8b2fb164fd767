import { createRemoteJWKSet, jwtVerify } from 'jose';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { serviceClientTokens } from '#composition/features/service-client.tokens.js';
import { E2eService } from '#testing/e2e-service.js';
import { FakeServices } from '#testing/fake-services.js';
import { aRecordingLogger } from '#testing/loggers.js';
import { overriding } from '#testing/overriding.js';
import { calling } from '../../support/calling.config.js';
import { type Answering, WebhookReceiver } from '../../support/webhook-receiver.js';

const credit = '/api/v1/credit';
const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
const headers = { 'x-request-id': 'e2e.request-1', traceparent };
const logger = aRecordingLogger();
let billing: WebhookReceiver;
let service: E2eService;

beforeAll(async () => {
  billing = await WebhookReceiver.start();
  service = await E2eService.start({
    features: [calling],
    logger,
    env: {
      SERVICES: `billing=${new URL(billing.url).origin}/v1`,
      SERVICE_AUDIENCES: 'billing=https://billing.example.com',
      // Longer than any test takes.
      SERVICE_TIMEOUT_SECONDS: '60',
      SERVICE_ATTEMPT_TIMEOUT_SECONDS: '60',
      SERVICE_BREAKER_MIN_ATTEMPTS: '5',
      SERVICE_BREAKER_RESET_SECONDS: '3600',
    },
  });
});
afterAll(async () => {
  await service?.stop();
  await billing?.stop();
});
beforeEach(() => {
  billing.received.length = 0;
});
const answering =
  (status: number, body: string): Answering =>
  (_received, response) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(body);
const breaker = async () => (await service.service.container.get(serviceClientTokens.breakers)).list()[0];

it('a route of an extension calls another service, which can tell who calls it and for which request', async () => {
  billing.answer = answering(200, '{"cents":1250}');
  const { status, data } = await service.http.get(credit, { headers });
  expect({ status, data }).toEqual({ status: 200, data: { cents: 1250 } });
  const [received] = billing.received;
  expect(received).toMatchObject({ method: 'GET', path: '/v1/credit', headers });
  const token = received?.headers.authorization?.replace('Bearer ', '') ?? '';
  const keys = createRemoteJWKSet(new URL('/.well-known/jwks.json', service.service.url));
  const { payload } = await jwtVerify(token, keys, {
    issuer: 'https://gatehouse.test',
    audience: 'https://billing.example.com',
    typ: 'service+jwt',
  });
  expect(payload).toMatchObject({ sub: 'gatehouse', client_id: 'gatehouse' });
  const replay = await service.http.get('/api/v1/me', { token });
  expect([replay.status, replay.code]).toEqual([401, 'UNAUTHENTICATED']);
});

it('what the service refuses is the fault of whoever asked it, and says nothing of it', async () => {
  billing.answer = answering(404, '{"canary":true}');
  const { status, code, text } = await service.http.get(credit);
  expect([status, code]).toEqual([500, 'INTERNAL_ERROR']);
  expect(text).not.toContain('canary');
  expect(billing.received).toHaveLength(1);
});

it('an answer of another form is none', async () => {
  billing.answer = answering(200, '{"canary":true}');
  const { status, code, headers: answered } = await service.http.get(credit);
  expect([status, code, answered.get('retry-after')]).toEqual([503, 'SERVICE_UNAVAILABLE', '1']);
});

it('a service that is ill is left alone after a while, and callers are told for how long', async () => {
  billing.answer = answering(503, '{}');
  // Three attempts of the first, without a key one of the second, ...
  for (const method of ['GET', 'POST', 'GET', 'GET', 'POST']) {
    const { status, code, headers: answered } = await service.http.request(method, credit);
    expect([status, code]).toEqual([503, 'SERVICE_UNAVAILABLE']);
    expect(answered.get('retry-after')).toMatch(/^([12]|35\d\d|3600)$/);
  }
  const counted = await breaker();
  expect(counted).toMatchObject({ service: 'billing', state: 'open' });
  const asked = billing.received.length;
  const { headers: answered, text } = await service.http.get(credit);
  expect(answered.get('retry-after')).toMatch(/^(35\d\d|3600)$/);
  expect(text).not.toContain('billing');
  expect(billing.received).toHaveLength(asked);
  const openings = logger.records.filter(({ message }) => message === 'A service is not called for a while');
  expect(openings).toHaveLength(1);
  expect(JSON.stringify(logger.records)).not.toMatch(/canary|eyJ/);
});

it('an extension is tested with services that are functions', async () => {
  const services = new FakeServices({ billing: () => ({ cents: 7 }) });
  const replaced = overriding((wiring) => wiring.replace(serviceClientTokens.client, () => services, []));
  const faked = await E2eService.start({ features: [calling, replaced] });
  try {
    expect((await faked.http.get(credit)).data).toEqual({ cents: 7 });
    services.takeDown('billing');
    expect((await faked.http.get(credit)).code).toBe('SERVICE_UNAVAILABLE');
    expect(services.callsOf('billing')).toMatchObject([{ method: 'GET', path: '/credit' }, {}]);
  } finally {
    await faked.stop();
  }
});
