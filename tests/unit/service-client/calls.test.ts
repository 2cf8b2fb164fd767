import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { ServiceRefusal } from '#application/shared/service-client.js';
import type { AppError } from '#domain/shared/app-error.js';
import { Transaction } from '#infrastructure/shared/transaction.js';
import { makeCertificate } from '../../support/certificate.js';
import {
  aClient,
  aService,
  closing,
  deadHosts,
  json,
  outcomeOf,
  secretToken,
  unavailable,
} from './support.js';

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

describe('a call of a service', () => {
  it('sends JSON with the token and the ids of the request, and gives the answer its type', async () => {
    const { receiver, host } = await aService(json(201, { id: 7 }));
    const { call } = aClient({ host, basePath: '/api' });
    const answer = await call({
      method: 'POST',
      path: '/accounts?kind=paid',
      body: { name: 'Ada' },
      idempotencyKey: 'signup-7',
      context: { requestId: 'request-1', traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` },
      parse: (body) => (body as { id: number }).id,
    });
    expect(answer).toBe(7);
    expect(receiver.received).toMatchObject([
      {
        method: 'POST',
        path: '/api/accounts?kind=paid',
        body: '{"name":"Ada"}',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${secretToken}`,
          'idempotency-key': 'signup-7',
          'x-request-id': 'request-1',
          traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
        },
      },
    ]);
  });

  it('has no body, and no headers that there is nothing for', async () => {
    const { receiver, host } = await aService((_received, response) => response.writeHead(204).end());
    const { call } = aClient({ host });
    const context = { requestId: null, traceparent: null };
    expect(await call({ method: 'DELETE', context, parse: (body) => [body] })).toEqual([undefined]);
    const [received] = receiver.received;
    expect(received?.body).toBe('');
    for (const name of ['content-type', 'idempotency-key', 'x-request-id', 'traceparent'])
      expect(received?.headers).not.toHaveProperty(name);
  });

  it.each([400, 401, 404, 409, 422])('is refused by a %i, at once', async (status) => {
    const { receiver, host } = await aService(json(status, { error: 'canary' }));
    const { call } = aClient({ host });
    const refusal = await outcomeOf(call({ idempotencyKey: 'key' }));
    expect(refusal).toBeInstanceOf(ServiceRefusal);
    expect(refusal).toMatchObject({ service: 'billing', status, message: `billing refused with ${status}` });
    expect(receiver.received).toHaveLength(1);
  });

  it.each(['things', '//elsewhere', '/a/../b', '/a b', '/a#b', '/%2e%2e/b', ''])(
    'is made at no path that is not what it seems: %j',
    async (path) => {
      const { receiver, host } = await aService(json(200, {}));
      expect(await outcomeOf(aClient({ host }).call({ path }))).toMatchObject({
        message: expect.stringContaining('The path of a service'),
      });
      expect(receiver.received).toEqual([]);
    },
  );

  it('is not made with a key that would make a header of its own, within a unit of work, or of a stranger', async () => {
    const { receiver, host } = await aService(json(200, {}));
    const { client, call } = aClient({ host });
    expect(await outcomeOf(call({ idempotencyKey: 'a\r\nx: y' }))).toBeInstanceOf(Error);
    // Nor with a body that is no JSON, for which the service can do nothing.
    expect(await outcomeOf(call({ method: 'POST', body: 1n }))).toBeInstanceOf(TypeError);
    expect(client.list()).toMatchObject([{ attempts: 0 }]);
    const inside = aClient({ host }, { transaction: { get: () => new Transaction() } });
    expect(await outcomeOf(inside.call())).toMatchObject({
      message: 'Another service is not called within a unit of work',
    });
    expect([client.knows('billing'), client.knows('crm')]).toEqual([true, false]);
    expect(
      await outcomeOf(client.call('crm', { method: 'GET', path: '/', parse: () => null })),
    ).toMatchObject({ message: 'There is no service crm: add its address to SERVICES' });
    expect(receiver.received).toEqual([]);
  });
});

describe('TLS', () => {
  it('is verified: nothing is sent to somebody whose certificate nobody vouches for', async () => {
    const requests: string[] = [];
    const server = createServer(makeCertificate(), (request, response) => {
      requests.push(String(request.url));
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closing.push(() => server.close());
    const { port } = server.address() as AddressInfo;
    const { call, logger } = aClient({ scheme: 'https:', host: `localhost:${port}` });
    expect(await outcomeOf(call())).toEqual(unavailable());
    expect(logger.records[0]?.fields.reason).toMatch(/^Its certificate or TLS was not accepted/);
    expect(requests).toEqual([]);
  });
});

describe('an answer that is none', () => {
  const large = `"${'x'.repeat(1_048_576)}"`;
  it.each([
    ['malformed', 200, 'application/json', '{"canary":'],
    ['no JSON', 200, 'text/html', '<p>canary</p>'],
    ['of no type', 200, '', '{}'],
    ['too long', 200, 'application/json', large],
    ['a redirect', 302, 'application/json', '{}'],
    ['an error', 500, 'application/json', '{"error":"canary"}'],
  ])('is %s: it costs one attempt, and no log line holds it', async (_kind, status, type, body) => {
    const { receiver, host } = await aService((_received, response) =>
      response.writeHead(status, { ...(type && { 'content-type': type }), location: '/elsewhere' }).end(body),
    );
    const { client, call, logger } = aClient({ host });
    expect(await outcomeOf(call())).toEqual(unavailable());
    expect(receiver.received).toHaveLength(1);
    expect(client.list()).toMatchObject([{ attempts: 1, failures: 1 }]);
    expect(logger.records).toMatchObject([
      { level: 'warn', message: 'A service gave no proper answer', fields: { service: 'billing' } },
    ]);
    expect(JSON.stringify(logger.records)).not.toMatch(/canary|eyJ/);
  });

  it('takes an answer of another type of JSON, and one of just the size that is allowed', async () => {
    const text = `"${'x'.repeat(1_048_574)}"`;
    const { host } = await aService((_received, response) =>
      response.writeHead(200, { 'content-type': 'application/problem+json; charset=utf-8' }).end(text),
    );
    expect(await aClient({ host }).call<string>()).toHaveLength(1_048_574);
  });

  it('is one that cannot be parsed, which neither its error nor the log quotes', async () => {
    const { receiver, host } = await aService(json(200, { canary: true }));
    const { client, call, logger } = aClient({ host });
    const error = await call<never>({
      parse: (body) => {
        throw new Error(JSON.stringify(body));
      },
    }).catch((thrown: AppError) => thrown);
    expect([error.code, error.cause]).toEqual(['SERVICE_UNAVAILABLE', undefined]);
    expect(logger.records).toEqual([
      {
        level: 'warn',
        message: 'A service gave no proper answer',
        fields: {
          service: 'billing',
          method: 'GET',
          reason: 'Its answer has not the form that was expected',
          requestId: undefined,
        },
      },
    ]);
    expect(receiver.received).toHaveLength(1);
    // The service has answered: its breaker stays out of it.
    expect(client.list()).toMatchObject([{ attempts: 1, failures: 0 }]);
  });

  it('holds no secret when the service is dead', async () => {
    const { call, logger } = aClient({ host: deadHosts[0] });
    const outcome = await outcomeOf(
      call({
        method: 'POST',
        path: '/accounts/canary',
        body: { password: 'canary' },
        idempotencyKey: 'canary',
        context: { requestId: 'request-1', traceparent: null },
      }),
    );
    expect(outcome).toEqual(unavailable());
    expect(logger.records.map(({ fields }) => fields)).toEqual([
      {
        service: 'billing',
        method: 'POST',
        reason: 'The connection was refused',
        requestId: 'request-1',
      },
    ]);
  });
});
